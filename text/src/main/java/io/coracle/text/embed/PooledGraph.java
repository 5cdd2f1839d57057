package io.coracle.text.embed;

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
import java.util.Optional;

/** Appends pooling and normalisation to a transformer, for one text at a time, without padding. */
final class PooledGraph {
    /** The output of a pooled graph: float32 [1, dimension]. */
    static final String OUTPUT = "coracle_embedding";
    /** The same before it is given length 1. */
    static final String RAW = "coracle_raw_embedding";
    /** What was pooled: float32 [1, sequence, dimension]; no output of models that give vectors of texts only. */
    static final String TOKENS = "coracle_tokens";

    private static final int OPSET = 18;
    /** Vectors shorter than this are not lengthened (PyTorch's {@code normalize}). */
    private static final float SHORTEST = 1e-12f;

    private final Graph graph;
    private final List<Node> nodes;
    private final Map<String, Tensor> constants;

    private PooledGraph(Graph graph) {
        this.graph = graph;
        this.nodes = new ArrayList<>(graph.nodes());
        this.constants = new HashMap<>(graph.constants());
    }

    /** Throws {@link ModelException} when no output of the model can be pooled. */
    static Graph of(Graph graph, Pooling pooling, boolean normalize) {
        return new PooledGraph(graph).pooled(pooling, normalize);
    }

    private Graph pooled(Pooling pooling, boolean normalize) {
        Optional<ValueInfo> tokens = GraphOutputs.tokenVectors(graph);
        ValueInfo source = tokens.or(() -> GraphOutputs.textVectors(graph)).orElseThrow(() -> new ModelException(
            "no output of the model has vectors of tokens [batch, sequence, dimension] or of texts: " + graph.outputs()));
        String numbers = wide(source);
        String vector = tokens.isPresent() ? pool(numbers, pooling) : numbers;
        ValueInfo.Tensor vectorType = vectorType(source);
        List<ValueInfo> outputs = new ArrayList<>();
        if (tokens.isPresent()) {
            outputs.add(output(TOKENS, numbers, new ValueInfo.Tensor(DType.F32, false, List.of())));
        }
        outputs.add(output(RAW, vector, vectorType));
        outputs.add(output(OUTPUT, normalize ? normalized(vector) : vector, vectorType));
        return new Graph(graph.name(), graph.inputs(), outputs, nodes, constants);
    }

    /** A model of 16-bit numbers is pooled in f32. */
    private String wide(ValueInfo source) {
        if (!(source.type() instanceof ValueInfo.Tensor type) || type.dtype() == DType.F32) {
            return source.name();
        }
        nodes.add(new Node("pooling", "", "Cast", OPSET, List.of(source.name()), List.of("coracle_wide"),
            Map.of("to", new Attribute.IntValue(DType.F32.code()))));
        return "coracle_wide";
    }

    /** The dimension is what the model declares for what is pooled. */
    private static ValueInfo.Tensor vectorType(ValueInfo source) {
        return source.type() instanceof ValueInfo.Tensor type && type.ranked() && !type.dims().isEmpty()
            ? new ValueInfo.Tensor(DType.F32, true, List.of(new ValueInfo.Dimension.Unknown(), type.dims().getLast()))
            : new ValueInfo.Tensor(DType.F32, false, List.of());
    }

    /** Makes a value an output by another name. */
    private ValueInfo output(String name, String value, ValueInfo.Tensor type) {
        nodes.add(new Node("", "", "Identity", OPSET, List.of(value), List.of(name), Map.of()));
        return new ValueInfo(name, type);
    }

    private String axes(long axis) {
        String name = "coracle_axis" + axis;
        constants.put(name, Tensor.longs(Shape.of(1), axis));
        return name;
    }

    private String pool(String tokens, Pooling pooling) {
        return switch (pooling) {
            case MEAN -> reduce("ReduceMean", tokens);
            case MAX -> reduce("ReduceMax", tokens);
            case CLS -> gather(tokens, 0);
            case LAST -> gather(tokens, -1);
        };
    }

    private String reduce(String operator, String tokens) {
        String name = "coracle_pooled";
        nodes.add(new Node("pooling", "", operator, OPSET, List.of(tokens, axes(1)), List.of(name),
            Map.of("keepdims", new Attribute.IntValue(0))));
        return name;
    }

    private String gather(String tokens, long token) {
        constants.put("coracle_token", Tensor.longs(Shape.SCALAR, token));
        nodes.add(new Node("pooling", "", "Gather", OPSET, List.of(tokens, "coracle_token"), List.of("coracle_pooled"),
            Map.of("axis", new Attribute.IntValue(1))));
        return "coracle_pooled";
    }

    private String normalized(String vector) {
        constants.put("coracle_shortest", Tensor.floats(Shape.SCALAR, SHORTEST));
        nodes.add(new Node("normalization", "", "ReduceL2", OPSET, List.of(vector, axes(1)), List.of("coracle_norm"),
            Map.of("keepdims", new Attribute.IntValue(1))));
        nodes.add(new Node("normalization", "", "Max", OPSET, List.of("coracle_norm", "coracle_shortest"), List.of("coracle_length"), Map.of()));
        nodes.add(new Node("normalization", "", "Div", OPSET, List.of(vector, "coracle_length"), List.of("coracle_unit"), Map.of()));
        return "coracle_unit";
    }
}
