package io.coracle.graph;

import io.coracle.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's computation: nodes in an order in which every value is computed before it is read. Immutable; passes build new graphs.
 *
 * @param inputs what a caller must give, without the initializers
 * @param outputs what the graph gives
 * @param constants initializers by name: weights, which may lie in the model's file. A browser searches this map from end to end, as all
 *     that nobody can change: who looks up many names copies it
 */
public record Graph(String name, List<ValueInfo> inputs, List<ValueInfo> outputs, List<Node> nodes,
                    Map<String, Tensor> constants) {
    public Graph {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        nodes = List.copyOf(nodes);
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    }

    /** This graph with other nodes and constants. */
    public Graph with(List<Node> newNodes, Map<String, Tensor> newConstants) {
        return new Graph(name, inputs, outputs, newNodes, newConstants);
    }

    /** The graph as text, one node a line; what tests compare and {@code inspect --dump graph} shows. */
    public String print() {
        StringBuilder text = new StringBuilder();
        text.append("graph ").append(name).append('\n');
        for (ValueInfo input : inputs) {
            text.append("  input ").append(input).append('\n');
        }
        for (Node node : nodes) {
            text.append("  ").append(join(node.outputs())).append(" = ");
            text.append(node.domain().isEmpty() ? "" : node.domain() + ".").append(node.operator());
            text.append('(').append(join(node.inputs())).append(')').append('\n');
        }
        for (ValueInfo output : outputs) {
            text.append("  output ").append(output).append('\n');
        }
        return text.toString();
    }

    private static String join(List<String> names) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(names.get(i).isEmpty() ? "_" : names.get(i));
        }
        return text.toString();
    }
}
