package io.coracle.bench.data;

import io.coracle.format.onnx.OnnxModel;
import io.coracle.format.onnx.OnnxWriter;
import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A model of nothing but matrix products, one after the other, so that the cost of a call does not count. All layers share their
 * weights, which so stay in the cache. In int8 a layer is what exporters write for dynamic quantisation: DynamicQuantizeLinear,
 * MatMulInteger, Cast, Mul. In bf16 input and output are that, too.
 *
 * @param rows of the input
 * @param width columns of the input and of every second product
 * @param inner columns of the products between
 * @param layers an even number
 */
public record MatMulChain(Type type, int rows, int width, int inner, int layers) {
    public static final String INPUT = "x";
    public static final String OUTPUT = "y";
    private static final int OPSET = 13;
    private static final int LARGEST_WEIGHT = 64;

    /** What is multiplied. Names are as the command line takes them. */
    public enum Type {
        f32, bf16, int8
    }

    /** The same products of other numbers. */
    public MatMulChain as(Type other) {
        return new MatMulChain(other, rows, width, inner, layers);
    }

    /** Multiplications and additions of one run. */
    public double operations() {
        return 2.0 * rows * width * inner * layers;
    }

    /** The input: numbers between -1 and 1. */
    public Tensor input() {
        Random random = new Random(1);
        float[] values = new float[rows * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat(-1, 1);
        }
        return floats(Shape.of(rows, width), values);
    }

    /** Numbers of the type that weights and what passes through them have. */
    private Tensor floats(Shape shape, float[] values) {
        Tensor tensor = Tensor.floats(shape, values);
        return type == Type.bf16 ? Tensor.of(DType.BF16, shape, tensor.toDoubles()) : tensor;
    }

    /** The model's file. */
    public byte[] onnx() {
        List<Node> nodes = new ArrayList<>();
        Map<String, Tensor> constants = new LinkedHashMap<>();
        constants("up", width, inner, constants);
        constants("down", inner, width, constants);
        for (int layer = 0; layer < layers; layer++) {
            String from = layer == 0 ? INPUT : "h" + layer;
            String to = layer == layers - 1 ? OUTPUT : "h" + (layer + 1);
            layer(from, layer % 2 == 0 ? "up" : "down", to, nodes);
        }
        return OnnxWriter.write(OnnxModel.of(new Graph("chain", List.of(value(INPUT)), List.of(value(OUTPUT)), nodes, constants), OPSET));
    }

    private ValueInfo value(String name) {
        return new ValueInfo(name, new ValueInfo.Tensor(type == Type.bf16 ? DType.BF16 : DType.F32, true,
            List.of(new ValueInfo.Dimension.Fixed(rows), new ValueInfo.Dimension.Fixed(width))));
    }

    /** Weights that keep the size of what passes through them. */
    private void constants(String name, int k, int n, Map<String, Tensor> constants) {
        Random random = new Random(k * 31L + n);
        Shape shape = Shape.of(k, n);
        double size = Math.sqrt(3.0 / k);
        if (type != Type.int8) {
            float[] weights = new float[k * n];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) (size * random.nextDouble(-1, 1));
            }
            constants.put(name, floats(shape, weights));
            return;
        }
        long[] weights = new long[k * n];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextInt(-LARGEST_WEIGHT, LARGEST_WEIGHT + 1);
        }
        constants.put(name, Tensor.of(DType.I8, shape, weights));
        constants.put(name + "_zero", Tensor.of(DType.I8, Shape.of(), 0L));
        constants.put(name + "_scale", Tensor.floats(Shape.of(), (float) (size / LARGEST_WEIGHT)));
    }

    private void layer(String from, String weights, String to, List<Node> nodes) {
        if (type != Type.int8) {
            nodes.add(node("MatMul", List.of(from, weights), List.of(to), Map.of()));
            return;
        }
        String product = to + "_i32";
        String scale = to + "_scale";
        nodes.add(node("DynamicQuantizeLinear", List.of(from), List.of(to + "_q", to + "_qs", to + "_qz"), Map.of()));
        nodes.add(node("MatMulInteger", List.of(to + "_q", weights, to + "_qz", weights + "_zero"), List.of(product), Map.of()));
        nodes.add(node("Cast", List.of(product), List.of(to + "_f32"), Map.of("to", new Attribute.IntValue(1))));
        nodes.add(node("Mul", List.of(to + "_qs", weights + "_scale"), List.of(scale), Map.of()));
        nodes.add(node("Mul", List.of(to + "_f32", scale), List.of(to), Map.of()));
    }

    private static Node node(String operator, List<String> inputs, List<String> outputs, Map<String, Attribute> attributes) {
        return new Node(outputs.getFirst(), "", operator, OPSET, inputs, outputs, attributes);
    }
}
