package io.coracle.format.onnx;

import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the reader promises of every graph: a value has one name, and is computed before it is read. */
final class GraphChecks {
    private GraphChecks() {}

    static void check(Graph graph) {
        check(graph, Set.of());
    }

    private static void check(Graph graph, Set<String> outer) {
        Set<String> known = new HashSet<>(outer);
        graph.inputs().forEach(input -> add(known, input.name()));
        graph.constants().keySet().forEach(name -> add(known, name));
        for (Node node : graph.nodes()) {
            for (String input : node.inputs()) {
                require(input.isEmpty() || known.contains(input), node.label() + " reads " + input + " too early");
            }
            for (Attribute attribute : node.attributes().values()) {
                subgraphs(attribute).forEach(subgraph -> check(subgraph, known));
            }
            node.outputs().stream().filter(output -> !output.isEmpty()).forEach(output -> add(known, output));
        }
        for (ValueInfo output : graph.outputs()) {
            require(known.contains(output.name()) && !outer.contains(output.name()), "output " + output.name() + " is not the graph's own");
        }
    }

    private static List<Graph> subgraphs(Attribute attribute) {
        return switch (attribute) {
            case Attribute.GraphValue graph -> List.of(graph.value());
            case Attribute.GraphList list -> list.values();
            default -> List.of();
        };
    }

    private static void add(Set<String> names, String name) {
        require(names.add(name), "two values are named " + name);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new AssertionError(message);
        }
    }
}
