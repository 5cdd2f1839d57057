package io.coracle.text.classify;

import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.plan.ModelException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.text.input.GraphOutputs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Appends to a classifier what turns the logits of one text into scores. */
final class ScoredGraph {
    /** Outputs: float32 [1, labels]. */
    static final String LOGITS = "coracle_logits";
    static final String SCORES = "coracle_scores";

    private static final int OPSET = 18;

    private ScoredGraph() {}

    /** Throws {@link ModelException} when no output of the model can be logits. */
    static Graph of(Graph graph, Activation activation) {
        List<Node> nodes = new ArrayList<>(graph.nodes());
        Map<String, Tensor> constants = new HashMap<>(graph.constants());
        constants.put("coracle_row", Tensor.longs(Shape.of(2), 1, -1));
        nodes.add(node("Cast", List.of(logits(graph).name()), "coracle_logits32",
            Map.of("to", new Attribute.IntValue(DType.F32.code()))));
        nodes.add(node("Reshape", List.of("coracle_logits32", "coracle_row"), LOGITS, Map.of()));
        nodes.add(switch (activation) {
            case SOFTMAX -> node("Softmax", List.of(LOGITS), SCORES, Map.of("axis", new Attribute.IntValue(1)));
            case SIGMOID -> node("Sigmoid", List.of(LOGITS), SCORES, Map.of());
            case NONE -> node("Identity", List.of(LOGITS), SCORES, Map.of());
        });
        ValueInfo.Tensor row = new ValueInfo.Tensor(DType.F32, false, List.of());
        return new Graph(graph.name(), graph.inputs(), List.of(new ValueInfo(LOGITS, row), new ValueInfo(SCORES, row)), nodes, constants);
    }

    /** How many logits the model declares to give, if it does. */
    static OptionalInt declaredLabels(Graph graph) {
        return logits(graph).type() instanceof ValueInfo.Tensor type && type.ranked() && type.dims().size() == 2
            && type.dims().getLast() instanceof ValueInfo.Dimension.Fixed(int extent) ? OptionalInt.of(extent) : OptionalInt.empty();
    }

    private static ValueInfo logits(Graph graph) {
        return GraphOutputs.find(graph, "logits", 2).filter(ScoredGraph::mayBeLogits).orElseThrow(
            () -> new ModelException("no output of the model has the logits of labels [batch, labels]: " + graph.outputs()));
    }

    private static boolean mayBeLogits(ValueInfo output) {
        return output.type() instanceof ValueInfo.Tensor type && (!type.ranked() || type.dims().size() <= 2);
    }

    private static Node node(String operator, List<String> inputs, String output, Map<String, Attribute> attributes) {
        return new Node("scores", "", operator, OPSET, inputs, List.of(output), attributes);
    }
}
