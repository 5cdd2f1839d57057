package io.coracle.text.classify;

import io.coracle.format.onnx.OnnxModel;
import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.graph.ValueInfo.Dimension;
import io.coracle.plan.ModelException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.text.embed.Pooling;
import io.coracle.text.input.GraphOutputs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last layer of a classifier of texts: from a vector of length 1 to a logit for each label.
 *
 * @param weights float32 [labels, dimension]
 * @param biases float32 [labels]
 */
public record LinearHead(Tensor weights, Tensor biases) {
    private static final String TOKEN = "coracle_first_token";
    private static final String ROW = "coracle_row_of_tokens";
    private static final String VECTOR = "coracle_vector_shape";
    private static final String WEIGHTS = "coracle_head_weights";
    private static final String BIASES = "coracle_head_biases";

    /** Throws {@link IllegalArgumentException} when the shapes do not fit. */
    public LinearHead {
        if (weights.dtype() != DType.F32 || biases.dtype() != DType.F32 || weights.shape().rank() != 2 || biases.shape().rank() != 1
            || weights.shape().dim(0) != biases.shape().dim(0)) {
            throw new IllegalArgumentException("weights [labels, dimension] and biases [labels] wanted, got " + weights.type() + " and "
                + biases.type());
        }
    }

    /**
     * The head of a model that {@link #on} or {@link #alone} gave.
     *
     * @throws ModelException when it is another model
     */
    public static LinearHead of(OnnxModel trained) {
        Map<String, Tensor> constants = trained.graph().constants();
        if (!constants.containsKey(WEIGHTS) || !constants.containsKey(BIASES)) {
            throw new ModelException("the model has no head that was trained here");
        }
        return new LinearHead(constants.get(WEIGHTS), constants.get(BIASES));
    }

    /** A model of a few kilobytes that is this head alone: from {@code sentence_embedding}, float32 [batch, dimension], to logits. */
    public OnnxModel alone() {
        List<Dimension> dims = List.of(new Dimension.Named("batch_size"), new Dimension.Fixed(weights.shape().dim(1)));
        ValueInfo vector = new ValueInfo("sentence_embedding", new ValueInfo.Tensor(DType.F32, true, dims));
        return on(OnnxModel.of(new Graph("head", List.of(vector), List.of(vector), List.of(), Map.of()), 13), Pooling.MEAN);
    }

    /** The logits of a text with this vector. */
    public float[] logits(float[] vector) {
        float[] flat = weights.toFloats();
        float[] logits = biases.toFloats();
        for (int label = 0; label < logits.length; label++) {
            double sum = logits[label];
            for (int i = 0; i < vector.length; i++) {
                sum += (double) flat[label * vector.length + i] * vector[i];
            }
            logits[label] = (float) sum;
        }
        return logits;
    }

    /**
     * A transformer with pooling, normalisation and this head behind it. Its output is {@code logits}, float32 [batch, labels]; padding
     * is left out of the pooling, so any runtime may run it on batches. Only operators are added that mean the same in every version of
     * the operator set.
     *
     * @throws ModelException when the model gives no vectors of tokens or texts, when it has no attention mask, or when the pooling
     *     cannot be told apart from padding
     */
    public OnnxModel on(OnnxModel transformer, Pooling pooling) {
        Graph graph = transformer.graph();
        int opset = transformer.opsets().getOrDefault("", 1);
        List<Node> nodes = new ArrayList<>(graph.nodes());
        Map<String, Tensor> constants = new HashMap<>(graph.constants());
        constants.put(WEIGHTS, weights);
        constants.put(BIASES, biases);
        Optional<ValueInfo> tokens = GraphOutputs.tokenVectors(graph);
        String vector;
        if (tokens.isPresent()) {
            vector = pool(graph, tokens.get().name(), pooling, opset, nodes, constants);
        } else {
            vector = GraphOutputs.textVectors(graph).map(ValueInfo::name).orElseThrow(() -> new ModelException(
                "no output of the model has vectors of tokens [batch, sequence, dimension] or of texts: " + graph.outputs()));
        }
        nodes.add(node("LpNormalization", opset, List.of(vector), "coracle_unit",
            Map.of("axis", new Attribute.IntValue(1), "p", new Attribute.IntValue(2))));
        nodes.add(node("Gemm", opset, List.of("coracle_unit", WEIGHTS, BIASES), "logits", Map.of("transB", new Attribute.IntValue(1))));
        List<Dimension> dims = List.of(new Dimension.Named("batch_size"), new Dimension.Fixed(biases.size()));
        ValueInfo logits = new ValueInfo("logits", new ValueInfo.Tensor(DType.F32, true, dims));
        Graph classifier = new Graph(graph.name(), graph.inputs(), List.of(logits), nodes, constants);
        return new OnnxModel(classifier, transformer.opsets(), transformer.irVersion(), "coracle", "", Map.of());
    }

    private static String pool(Graph graph, String tokens, Pooling pooling, int opset, List<Node> nodes, Map<String, Tensor> constants) {
        return switch (pooling) {
            case MEAN -> {
                if (graph.inputs().stream().noneMatch(input -> input.name().equals("attention_mask"))) {
                    throw new ModelException("the model has no input attention_mask, which would tell padding from text");
                }
                constants.put(ROW, Tensor.longs(Shape.of(3), 0, 1, -1));
                constants.put(VECTOR, Tensor.longs(Shape.of(2), 0, -1));
                nodes.add(node("Cast", opset, List.of("attention_mask"), "coracle_mask",
                    Map.of("to", new Attribute.IntValue(DType.F32.code()))));
                nodes.add(node("Reshape", opset, List.of("coracle_mask", ROW), "coracle_mask_row", Map.of()));
                // The sum; a division by the number of tokens would change nothing but the length, which is normalised.
                nodes.add(node("MatMul", opset, List.of("coracle_mask_row", tokens), "coracle_sum", Map.of()));
                nodes.add(node("Reshape", opset, List.of("coracle_sum", VECTOR), "coracle_vector", Map.of()));
                yield "coracle_vector";
            }
            case CLS -> {
                constants.put(TOKEN, Tensor.longs(Shape.SCALAR, 0));
                nodes.add(node("Gather", opset, List.of(tokens, TOKEN), "coracle_vector", Map.of("axis", new Attribute.IntValue(1))));
                yield "coracle_vector";
            }
            case MAX, LAST -> throw new ModelException("a classifier needs a model with mean or first-token pooling, not " + pooling);
        };
    }

    private static Node node(String operator, int opset, List<String> inputs, String output, Map<String, Attribute> attributes) {
        return new Node("head/" + operator + "/" + output, "", operator, opset, inputs, List.of(output), attributes);
    }
}
