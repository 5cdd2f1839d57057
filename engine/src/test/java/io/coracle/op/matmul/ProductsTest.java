package io.coracle.op.matmul;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.backend.InterpreterBackend;
import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.kernel.ByteProducts;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Target;
import io.coracle.plan.Session;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProductsTest {
    static Stream<Target> targets() {
        return Stream.of(Target.SCALAR, new Target("rows", 1, 16, 1, false, false, true), new Target("rows of two threads", 1, 16, 2, false, false, true),
            new Target("tiles", 16, 32, 1, true, false, false), new Target("small tiles", 4, 16, 4, false, false, false),
            new Target("tall tiles", 4, 16, 2, true, false, false, true), new Target("bytes", 16, 32, 1, true, true, false, true),
            new Target("bytes of two threads", 4, 16, 2, false, true, false),
            new Target("one code for all sizes", 4, 16, 2, false, true, false, false, true),
            new Target("pairs", 16, 32, 1, true, ByteProducts.ALL, true, false, true, false),
            new Target("pairs of two threads", 4, 16, 2, false, ByteProducts.NONE, true, false, false, false),
            new Target("pairs, one code for all sizes", 4, 16, 2, false, ByteProducts.NONE, true, false, false, true),
            new Target("narrow bytes", 8, 16, 1, true, ByteProducts.NARROW, false, false, true, false),
            new Target("narrow bytes before others", 4, 16, 2, false, ByteProducts.NARROW_FASTER, false, false, false, true),
            new Target("signed bytes", 4, 16, 2, false, ByteProducts.SIGNED_FASTER, false, false, false, true));
    }

    private final Random random = new Random(7);

    private Tensor numbers(int... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(-8, 9);
        }
        return Tensor.floats(shape, values);
    }

    private static Node node(String operator, List<String> inputs, String output, Map<String, Attribute> attributes) {
        return new Node("", "", operator, 17, inputs, List.of(output), attributes);
    }

    private static Tensor run(Target target, List<Node> nodes, Map<String, Tensor> inputs, Map<String, Tensor> constants) {
        List<ValueInfo> wanted = new ArrayList<>();
        inputs.forEach((name, tensor) -> wanted.add(new ValueInfo(name, new ValueInfo.Tensor(tensor.dtype(), false, List.of()))));
        Graph graph = new Graph("test", wanted, List.of(new ValueInfo("y", new ValueInfo.Tensor(DType.F32, false, List.of()))), nodes, constants);
        try (InterpreterBackend backend = new InterpreterBackend(target); Session session = new Session(graph, backend)) {
            return session.run(inputs).get("y");
        }
    }

    /** The product of two matrices of small whole numbers, which is exact in any order. */
    private static float[] product(Tensor a, Tensor b, int m, int k, int n) {
        float[] x = a.toFloats();
        float[] y = b.toFloats();
        float[] result = new float[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int l = 0; l < k; l++) {
                    result[i * n + j] += x[i * k + l] * y[l * n + j];
                }
            }
        }
        return result;
    }

    @ParameterizedTest
    @MethodSource("targets")
    void constantAndComputedSidesOfAllSizesAreExact(Target target) {
        for (int[] size : new int[][] {{1, 1, 1}, {1, 5, 3}, {7, 4, 16}, {5, 9, 65}, {13, 8, 130}, {29, 4, 130}, {4, 3, 17}, {30, 2, 7}}) {
            int m = size[0];
            int k = size[1];
            int n = size[2];
            Tensor a = numbers(m, k);
            Tensor b = numbers(k, n);
            List<Node> nodes = List.of(node("MatMul", List.of("a", "b"), "y", Map.of()));
            Tensor expected = Tensor.floats(Shape.of(m, n), product(a, b, m, k, n));
            assertEquals(expected, run(target, nodes, Map.of("a", a), Map.of("b", b)));
            assertEquals(expected, run(target, nodes, Map.of("a", a, "b", b), Map.of()));
        }
    }

    /** Whole numbers whose sums are exact in f32, so that each result is rounded once. */
    @ParameterizedTest
    @MethodSource("targets")
    void numbersOf16BitsAreSummedIn32(Target target) {
        for (DType dtype : List.of(DType.BF16, DType.F16)) {
            for (int[] size : new int[][] {{1, 1, 1}, {1, 6, 3}, {7, 5, 16}, {5, 10, 65}, {13, 130, 35}, {29, 4, 130}, {3, 2, 40}}) {
                int m = size[0];
                int k = size[1];
                int n = size[2];
                Tensor a = numbers(m, k);
                Tensor b = numbers(k, n);
                Tensor narrowA = Tensor.of(dtype, a.shape(), a.toDoubles());
                Tensor narrowB = Tensor.of(dtype, b.shape(), b.toDoubles());
                Tensor exact = Tensor.floats(Shape.of(m, n), product(a, b, m, k, n));
                Tensor expected = Tensor.of(dtype, exact.shape(), exact.toDoubles());
                List<Node> nodes = List.of(node("MatMul", List.of("a", "b"), "y", Map.of()));
                assertEquals(expected, run(target, nodes, Map.of("a", narrowA), Map.of("b", narrowB)));
                assertEquals(expected, run(target, nodes, Map.of("a", narrowA, "b", narrowB), Map.of()));
                List<Node> turned = List.of(
                    node("Transpose", List.of("b"), "bt", Map.of()),
                    node("Transpose", List.of("a"), "at", Map.of()),
                    node("Gemm", List.of("at", "bt"), "y", Map.of("transA", new Attribute.IntValue(1), "transB", new Attribute.IntValue(1))));
                assertEquals(expected, run(target, turned, Map.of("a", narrowA, "b", narrowB), Map.of()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void attentionWithTransposedSidesAndResultMovesNoData(Target target) {
        int s = 9;
        int heads = 3;
        int d = 8;
        Tensor q = numbers(1, s, heads * d);
        Tensor mask = numbers(1, 1, 1, s);
        Tensor shape = Tensor.longs(Shape.of(4), 0, 0, heads, d);
        Attribute toHeads = new Attribute.IntList(List.of(0L, 2L, 1L, 3L));
        List<Node> nodes = List.of(
            node("Reshape", List.of("q", "shape"), "q4", Map.of()),
            node("Transpose", List.of("q4"), "qh", Map.of("perm", toHeads)),
            node("Transpose", List.of("q4"), "kh", Map.of("perm", new Attribute.IntList(List.of(0L, 2L, 3L, 1L)))),
            node("MatMul", List.of("qh", "kh"), "scores", Map.of()),
            node("Add", List.of("mask", "scores"), "masked", Map.of()),
            node("MatMul", List.of("masked", "qh"), "context", Map.of()),
            node("Transpose", List.of("context"), "y", Map.of("perm", toHeads)));
        Tensor y = run(target, nodes, Map.of("q", q, "mask", mask), Map.of("shape", shape));
        float[] x = q.toFloats();
        float[] added = mask.toFloats();
        float[] expected = new float[s * heads * d];
        for (int h = 0; h < heads; h++) {
            for (int i = 0; i < s; i++) {
                for (int j = 0; j < s; j++) {
                    float score = added[j];
                    for (int l = 0; l < d; l++) {
                        score += x[(i * heads + h) * d + l] * x[(j * heads + h) * d + l];
                    }
                    for (int l = 0; l < d; l++) {
                        expected[(i * heads + h) * d + l] += score * x[(j * heads + h) * d + l];
                    }
                }
            }
        }
        assertEquals(Tensor.floats(Shape.of(1, s, heads, d), expected), y);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void whatSoftmaxLeavesToTheProductIsMultipliedThere(Target target) {
        int heads = 2;
        int s = 7;
        int d = 5;
        Tensor scores = numbers(1, heads, s, s);
        Tensor values = numbers(1, s, heads, d);
        Attribute swap = new Attribute.IntList(List.of(0L, 2L, 1L, 3L));
        List<Node> nodes = List.of(
            node("Softmax", List.of("scores"), "weights", Map.of("axis", new Attribute.IntValue(3))),
            node("Transpose", List.of("values"), "v", Map.of("perm", swap)),
            node("MatMul", List.of("weights", "v"), "context", Map.of()),
            node("Transpose", List.of("context"), "y", Map.of("perm", swap)));
        float[] y = run(target, nodes, Map.of("scores", scores, "values", values), Map.of()).toFloats();
        float[] x = scores.toFloats();
        float[] v = values.toFloats();
        for (int h = 0; h < heads; h++) {
            for (int i = 0; i < s; i++) {
                for (int l = 0; l < d; l++) {
                    double sum = 0;
                    double weighted = 0;
                    for (int j = 0; j < s; j++) {
                        double e = Math.exp(x[(h * s + i) * s + j]);
                        sum += e;
                        weighted += e * v[(j * heads + h) * d + l];
                    }
                    assertEquals(weighted / sum, y[(i * heads + h) * d + l], 1e-5);
                }
            }
        }
    }

    @Test
    void softmaxWritesFactorsOnlyForAProductAlone() {
        List<Node> alone = List.of(
            node("Softmax", List.of("x"), "w", Map.of("axis", new Attribute.IntValue(-1))),
            node("MatMul", List.of("w", "x"), "y", Map.of()));
        List<Node> twice = new ArrayList<>(alone.subList(0, 1));
        twice.add(node("MatMul", List.of("w", "w"), "y", Map.of()));
        Tensor x = numbers(2, 6, 6);
        assertEquals(3, buffersOfSoftmax(alone, x));
        assertEquals(2, buffersOfSoftmax(twice, x));
    }

    private static int buffersOfSoftmax(List<Node> nodes, Tensor x) {
        ValueInfo.Tensor any = new ValueInfo.Tensor(DType.F32, false, List.of());
        Graph graph = new Graph("test", List.of(new ValueInfo("x", any)), List.of(new ValueInfo("y", any)), nodes, Map.of());
        try (InterpreterBackend backend = new InterpreterBackend(Target.SCALAR); Session session = new Session(graph, backend)) {
            return session.plan(Map.of("x", x)).kernels().stream().filter(kernel -> kernel.name().equals("softmax")).findFirst().orElseThrow()
                .buffers().size();
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void biasActivationAndResidualBecomeTheEpilogue(Target target) {
        Tensor a = numbers(2, 5, 8);
        Tensor w = numbers(8, 24);
        Tensor bias = numbers(24);
        Tensor residual = numbers(2, 5, 24);
        List<Node> nodes = List.of(
            node("MatMul", List.of("a", "w"), "p", Map.of()),
            node("Add", List.of("bias", "p"), "q", Map.of()),
            node("Relu", List.of("q"), "r", Map.of()),
            node("Add", List.of("r", "residual"), "y", Map.of()));
        Tensor y = run(target, nodes, Map.of("a", a, "residual", residual), Map.of("w", w, "bias", bias));
        float[] expected = product(a, w, 10, 8, 24);
        for (int i = 0; i < expected.length; i++) {
            expected[i] = Math.max(expected[i] + bias.toFloats()[i % 24], 0) + residual.toFloats()[i];
        }
        assertEquals(Tensor.floats(Shape.of(2, 5, 24), expected), y);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void infinityTimesPaddingIsNotNaN(Target target) {
        Tensor a = Tensor.floats(Shape.of(1, 3), 1, 2, Float.POSITIVE_INFINITY);
        Tensor b = Tensor.floats(Shape.of(3, 2), 1, 1, 1, 1, 1, 1);
        Tensor y = run(target, List.of(node("MatMul", List.of("a", "b"), "y", Map.of())), Map.of("a", a), Map.of("b", b));
        assertTrue(Float.isInfinite(y.toFloats()[0]), y.toString());
    }

    @ParameterizedTest
    @MethodSource("targets")
    void productsOfBytesAreExact(Target target) {
        for (int largest : new int[] {Expr.Dot4.NARROW, Expr.Dot4.NARROW + 1, Byte.MAX_VALUE, -Byte.MIN_VALUE}) {
            checkProductsOfBytes(target, largest, true);
            checkProductsOfBytes(target, largest, false);
        }
    }

    private void checkProductsOfBytes(Target target, int largest, boolean hasZero) {
        for (int[] size : new int[][] {{1, 4, 3}, {8, 12, 33}, {29, 1200, 16}, {3, 6, 5}, {2, 2048, 40}}) {
            int m = size[0];
            int k = size[1];
            int n = size[2];
            long[] a = random.longs((long) m * k, 0, 256).toArray();
            long[] b = random.longs((long) k * n, -largest, Math.min(largest, Byte.MAX_VALUE) + 1).toArray();
            b[k - 1] = Math.min(largest, Byte.MAX_VALUE);
            b[k] = -largest;
            Map<String, Tensor> constants = Map.of("b", Tensor.of(DType.I8, Shape.of(k, n), b), "scale", Tensor.floats(Shape.SCALAR, 0.5f));
            List<Node> nodes = List.of(
                node("MatMulInteger", hasZero ? List.of("a", "b", "zero") : List.of("a", "b"), "sum", Map.of()),
                node("Cast", List.of("sum"), "real", Map.of("to", new Attribute.IntValue(1))),
                node("Mul", List.of("real", "scale"), "y", Map.of()));
            int zero = hasZero ? 131 : 0;
            Map<String, Tensor> inputs = new HashMap<>(Map.of("a", Tensor.of(DType.U8, Shape.of(m, k), a)));
            if (hasZero) {
                inputs.put("zero", Tensor.of(DType.U8, Shape.SCALAR, (long) zero));
            }
            Tensor y = run(target, nodes, inputs, constants);
            float[] expected = new float[m * n];
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    int sum = 0;
                    for (int l = 0; l < k; l++) {
                        sum += (int) ((a[i * k + l] - zero) * b[l * n + j]);
                    }
                    expected[i * n + j] = sum * 0.5f;
                }
            }
            assertEquals(Tensor.floats(Shape.of(m, n), expected), y);
        }
    }

    @Test
    void leadingAxesThatShareTheRightSideBecomeRows() {
        Tensor a = numbers(2, 5, 8);
        Tensor w = numbers(8, 24);
        Product product = MatMul.product(operand(a), operand(w), operand(numbers(2, 5, 24)), List.of(), java.util.Optional.empty());
        assertEquals(10, product.collapsed().m());
        assertEquals(List.of(), product.collapsed().batch());
    }

    private static io.coracle.op.Operand operand(Tensor tensor) {
        return tensor::type;
    }
}
