package io.coracle.cli;

import io.coracle.format.onnx.OnnxModel;
import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.op.OperatorException;
import io.coracle.op.OperatorSet;
import io.coracle.op.StandardOperators;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is in a model, subgraphs included.
 *
 * @param nodes how many applications of operators there are
 * @param operators how often each operator occurs, by name
 * @param parameters how many numbers its weights are
 * @param weightBytes what they take in the file
 * @param weights numbers by element type
 * @param unsupported one sentence for each operator that cannot be run, or not as it is used here
 */
record ModelSummary(int nodes, Map<String, Integer> operators, long parameters, long weightBytes, Map<String, Long> weights,
                    List<String> unsupported) {

    static ModelSummary of(OnnxModel model) {
        Collector collector = new Collector(StandardOperators.create());
        collector.graph(model.graph());
        return new ModelSummary(collector.nodes, Collections.unmodifiableMap(collector.operators), collector.parameters,
            collector.weightBytes, Collections.unmodifiableMap(collector.weights), List.copyOf(collector.unsupported));
    }

    private static final class Collector {

        private final OperatorSet known;
        private final Map<String, Integer> operators = new TreeMap<>();
        private final Map<String, Long> weights = new TreeMap<>();
        private final Set<String> unsupported = new LinkedHashSet<>();
        private int nodes;
        private long parameters;
        private long weightBytes;

        Collector(OperatorSet known) {
            this.known = known;
        }

        void graph(Graph graph) {
            graph.constants().values().forEach(this::weight);
            graph.nodes().forEach(this::node);
        }

        private void weight(Tensor tensor) {
            parameters += tensor.size();
            weightBytes += tensor.bytes().size();
            weights.merge(tensor.dtype().toString(), (long) tensor.size(), Long::sum);
        }

        private void node(Node node) {
            nodes++;
            String name = node.domain().isEmpty() ? node.operator() : node.domain() + "." + node.operator();
            operators.merge(name, 1, Integer::sum);
            try {
                if (known.find(node).isEmpty()) {
                    unsupported.add(name + "-" + node.version() + ": there is no such operator here");
                }
            } catch (OperatorException e) {
                unsupported.add(node.label() + ": " + e.getMessage());
            }
            for (Attribute attribute : node.attributes().values()) {
                subgraphs(attribute).forEach(this::graph);
            }
        }

        private static List<Graph> subgraphs(Attribute attribute) {
            List<Graph> graphs = new ArrayList<>();
            if (attribute instanceof Attribute.GraphValue(Graph graph)) {
                graphs.add(graph);
            } else if (attribute instanceof Attribute.GraphList(List<Graph> several)) {
                graphs.addAll(several);
            }
            return graphs;
        }
    }
}
