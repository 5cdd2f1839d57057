package io.coracle.graph;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Finds the values that graphs inside a node's attributes read from the graph around it. */
public final class FreeVariables {
    private FreeVariables() {}

    /** Everything a node reads: its inputs, and what its subgraphs capture. */
    public static Set<String> reads(Node node) {
        Set<String> names = new LinkedHashSet<>();
        forEachRead(node, names::add);
        return names;
    }

    private static boolean hasGraphs(Node node) {
        if (node.attributes().isEmpty()) {
            return false;
        }
        for (Attribute attribute : node.attributes().values()) {
            if (attribute instanceof Attribute.GraphValue || attribute instanceof Attribute.GraphList) {
                return true;
            }
        }
        return false;
    }

    /** As {@link #reads}, one by one; what a node reads twice may come twice. */
    public static void forEachRead(Node node, Consumer<String> action) {
        List<String> inputs = node.inputs();
        for (int i = 0; i < inputs.size(); i++) {
            if (!inputs.get(i).isEmpty()) {
                action.accept(inputs.get(i));
            }
        }
        if (hasGraphs(node)) {
            captured(node).forEach(action);
        }
    }

    /** What the subgraphs of a node read from outside. */
    public static Set<String> captured(Node node) {
        Set<String> names = new LinkedHashSet<>();
        for (Attribute attribute : node.attributes().values()) {
            switch (attribute) {
                case Attribute.GraphValue(Graph graph) -> names.addAll(captured(graph));
                case Attribute.GraphList(List<Graph> graphs) -> graphs.forEach(graph -> names.addAll(captured(graph)));
                default -> {
                }
            }
        }
        return names;
    }

    /** What a graph reads without computing it or being given it. */
    public static Set<String> captured(Graph graph) {
        Set<String> defined = new HashSet<>(graph.constants().keySet());
        graph.inputs().forEach(input -> defined.add(input.name()));
        Set<String> free = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            for (String name : reads(node)) {
                if (!defined.contains(name)) {
                    free.add(name);
                }
            }
            defined.addAll(node.outputs());
        }
        for (ValueInfo output : graph.outputs()) {
            if (!defined.contains(output.name())) {
                free.add(output.name());
            }
        }
        return free;
    }
}
