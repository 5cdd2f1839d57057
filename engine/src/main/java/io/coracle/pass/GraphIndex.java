package io.coracle.pass;

import io.coracle.graph.Attribute;
import io.coracle.graph.FreeVariables;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.tensor.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who computes and who reads each value of a graph. */
final class GraphIndex {
    private final Graph graph;
    private final Map<String, Tensor> constants;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, Readers> readers = new HashMap<>();

    GraphIndex(Graph graph) {
        this.graph = graph;
        this.constants = new HashMap<>(graph.constants());
        for (Node node : graph.nodes()) {
            node.outputs().forEach(output -> producers.put(output, node));
            FreeVariables.forEachRead(node, name -> readers.computeIfAbsent(name, _ -> new Readers()).add(node));
        }
        graph.outputs().forEach(output -> readers.computeIfAbsent(output.name(), _ -> new Readers()).count++);
    }

    /** Counts the nodes that read a value, each once. */
    private static final class Readers {
        private int count;
        private Node last;

        void add(Node reader) {
            if (reader != last) {
                last = reader;
                count++;
            }
        }
    }

    /** The node that computes a value, if it is that operator of the default ONNX set. */
    Optional<Node> producer(String value, String operator) {
        Node node = producers.get(value);
        return node != null && node.is(operator) && node.output(0).equals(value) ? Optional.of(node) : Optional.empty();
    }

    /** How many nodes, and outputs of the graph, read a value. */
    int readers(String value) {
        Readers found = readers.get(value);
        return found == null ? 0 : found.count;
    }

    /** The contents of a constant. */
    Optional<Tensor> constant(String value) {
        Tensor tensor = constants.get(value);
        if (tensor != null) {
            return Optional.of(tensor);
        }
        return producer(value, "Constant").flatMap(node -> node.attribute("value"))
            .flatMap(a -> a instanceof Attribute.TensorValue(Tensor t) ? Optional.of(t) : Optional.empty());
    }

    /** The number in a constant of one element. */
    Optional<Double> number(String value) {
        return constant(value).filter(t -> t.size() == 1).map(t -> t.doubleAt(0));
    }

    /** Whether a value is a constant of one element near a number. */
    boolean isNumber(String value, double expected) {
        return number(value).filter(x -> Math.abs(x - expected) <= 1e-3 * Math.abs(expected)).isPresent();
    }

    /** The other input of a node with two, when one of them is {@code value}. */
    static Optional<String> other(Node node, String value) {
        return node.input(0).equals(value) ? Optional.of(node.input(1))
            : node.input(1).equals(value) ? Optional.of(node.input(0)) : Optional.empty();
    }

    /** The input of a commutative node that is a number near the expected one gives way: the result is the other input. */
    Optional<String> besides(Node node, double number) {
        return isNumber(node.input(1), number) ? Optional.of(node.input(0))
            : isNumber(node.input(0), number) ? Optional.of(node.input(1)) : Optional.empty();
    }

    /** Every name that stands for a value. */
    Set<String> names() {
        Set<String> names = new HashSet<>(producers.keySet());
        names.addAll(constants.keySet());
        graph.inputs().forEach(input -> names.add(input.name()));
        return names;
    }
}
