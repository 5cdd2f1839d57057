package io.coracle.format.onnx;

import io.coracle.graph.ValueInfo;
import io.coracle.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** The messages of an ONNX file as they stand in it: names unresolved, functions not yet inlined. */
final class Proto {
    private Proto() {}

    record Model(int irVersion, String producer, String description, Graph graph, Map<String, Integer> opsets,
                 List<Function> functions, Map<String, String> metadata) {}

    /** {@code inputs} may name initializers, as files before IR version 4 must. */
    record Graph(String name, List<ValueInfo> inputs, List<ValueInfo> outputs, List<Node> nodes,
                 Map<String, Tensor> initializers) {}

    record Node(String name, String domain, String operator, String overload, List<String> inputs, List<String> outputs,
                Map<String, Argument> attributes) {}

    /** @param defaults what attributes are when a call does not give them */
    record Function(String domain, String name, String overload, List<String> inputs, List<String> outputs, List<Node> nodes,
                    Map<String, Argument> defaults, Map<String, Integer> opsets) {
        String key() {
            return key(domain, name, overload);
        }

        static String key(String domain, String name, String overload) {
            return domain + '\n' + name + '\n' + overload;
        }
    }

    /** What an attribute holds. */
    sealed interface Argument {
        /** Anything that holds no graph. */
        record Value(io.coracle.graph.Attribute value) implements Argument {}

        record Subgraph(Graph graph) implements Argument {}

        record Subgraphs(List<Graph> graphs) implements Argument {}

        /** In a function body: what the call gives for the function's attribute of that name. */
        record Reference(String name) implements Argument {}
    }
}
