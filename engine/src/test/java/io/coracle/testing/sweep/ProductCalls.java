package io.coracle.testing.sweep;

import static io.coracle.testing.Samples.f32;
import static io.coracle.testing.Samples.shape;
import static io.coracle.testing.sweep.Call.numbers;
import static io.coracle.testing.sweep.Call.pick;

import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;
import io.coracle.testing.sweep.Call.Generator;
import java.util.Map;

/** Matrix products, convolutions, pooling and their quantised forms. */
final class ProductCalls {
    private ProductCalls() {}

    static void addTo(Map<String, Generator> table) {
        table.put("MatMul", (op, s) -> {
            int m = s.nextInt(1, 34);
            int k = s.nextInt(1, 40);
            int n = columns(s);
            DType dtype = pick(s, DType.F32, DType.F32, DType.F32, DType.F64, DType.I32);
            OperatorTester product = s.nextBoolean() ? op.constant(1) : op;
            return (switch (s.nextInt(5)) {
                case 0 -> Call.of(product, numbers(s, dtype, shape(k)), numbers(s, dtype, shape(k, n)));
                case 1 -> Call.of(product, numbers(s, dtype, shape(m, k)), numbers(s, dtype, shape(k)));
                case 2 -> Call.of(product, numbers(s, dtype, shape(3, 1, m, k)), numbers(s, dtype, shape(2, k, n)));
                case 3 -> Call.of(product, numbers(s, dtype, shape(2, m, k)), numbers(s, dtype, shape(k, n)));
                default -> Call.of(product, numbers(s, dtype, shape(m, k)), numbers(s, dtype, shape(k, n)));
            }).within(1e-4, 1e-4);
        });
        table.put("Gemm", (op, s) -> {
            int m = s.nextInt(1, 20);
            int k = s.nextInt(1, 40);
            int n = s.nextInt(1, 40);
            boolean ta = s.nextBoolean();
            boolean tb = s.nextBoolean();
            Tensor a = s.normal(DType.F32, ta ? shape(k, m) : shape(m, k));
            Tensor b = s.normal(DType.F32, tb ? shape(n, k) : shape(k, n));
            OperatorTester gemm = op.with("transA", ta ? 1 : 0).with("transB", tb ? 1 : 0).with("alpha", 0.5f).with("beta", 2f);
            return (switch (s.nextInt(5)) {
                case 0 -> Call.of(gemm, a, b);
                case 1 -> Call.of(gemm.constant(1, 2), a, b, s.normal(n));
                case 2 -> Call.of(gemm, a, b, s.normal(m, 1));
                case 3 -> Call.of(gemm, a, b, s.normal(DType.F32, Shape.SCALAR));
                default -> Call.of(gemm, a, b, s.normal(m, n));
            }).within(1e-4, 1e-4);
        });
        table.put("MatMulInteger", (op, s) -> {
            int m = s.nextInt(1, 20);
            int k = s.nextInt(1, 70);
            int n = columns(s);
            Tensor a = bytes(s, DType.U8, shape(2, m, k));
            DType type = pick(s, DType.I8, DType.U8);
            Tensor b = bytes(s, type, shape(k, n));
            Tensor az = bytes(s, DType.U8, Shape.SCALAR);
            return switch (s.nextInt(3)) {
                case 0 -> Call.of(op, a, b);
                case 1 -> Call.of(op.constant(1, 3), a, b, az, bytes(s, type, Shape.SCALAR));
                default -> Call.of(op.constant(1, 3), a, b, az, bytes(s, type, shape(n)));
            };
        });
        table.put("DynamicQuantizeLinear", (op, s) -> Call.of(op.outputs(3), s.normal(DType.F32, s.shapeOfRank(3, 9))).exactly());
        table.put("QuantizeLinear", (op, s) -> {
            DType type = pick(s, DType.U8, DType.I8);
            Tensor x = s.uniform(DType.F32, shape(4, 6), -9, 9);
            return s.nextBoolean()
                ? Call.of(op, x, f32(Shape.SCALAR, 0.06f), bytes(s, type, Shape.SCALAR)).exactly()
                : Call.of(op.with("axis", 1), x, s.uniform(DType.F32, shape(6), 0.01, 0.1), bytes(s, type, shape(6))).exactly();
        });
        table.put("DequantizeLinear", (op, s) -> {
            DType type = pick(s, DType.U8, DType.I8);
            return s.nextBoolean()
                ? Call.of(op, bytes(s, type, shape(4, 6)), f32(Shape.SCALAR, 0.06f), bytes(s, type, Shape.SCALAR)).within(1e-6, 0)
                : Call.of(op.with("axis", 0), bytes(s, type, shape(4, 6)), s.uniform(DType.F32, shape(4), 0.01, 0.1), bytes(s, type, shape(4))).within(1e-6, 0);
        });
        table.put("QLinearMatMul", (op, s) -> Call.of(op, bytes(s, DType.U8, shape(3, 8)), f32(Shape.SCALAR, 0.02f), bytes(s, DType.U8, Shape.SCALAR),
            bytes(s, DType.I8, shape(8, 5)), f32(Shape.SCALAR, 0.03f), bytes(s, DType.I8, Shape.SCALAR), f32(Shape.SCALAR, 0.3f), bytes(s, DType.U8, Shape.SCALAR)));
        table.put("QLinearConv", (op, s) -> Call.of(op, bytes(s, DType.U8, shape(1, 2, 5, 5)), f32(Shape.SCALAR, 0.02f), bytes(s, DType.U8, Shape.SCALAR),
            bytes(s, DType.I8, shape(3, 2, 3, 3)), f32(Shape.SCALAR, 0.03f), Tensor.of(DType.I8, Shape.SCALAR, 0L), f32(Shape.SCALAR, 0.3f),
            bytes(s, DType.U8, Shape.SCALAR)));
        table.put("ConvInteger", (op, s) -> Call.of(op.withInts("pads", 1, 1, 1, 1), bytes(s, DType.U8, shape(1, 2, 5, 5)), bytes(s, DType.U8, shape(3, 2, 3, 3)),
            bytes(s, DType.U8, Shape.SCALAR)));
        table.put("Conv", (op, s) -> s.nextInt(4) == 0 ? pointwise(op, s) : conv(op, s, false));
        table.put("ConvTranspose", (op, s) -> conv(op, s, true));
        table.put("MaxPool", (op, s) -> pool(op, s).within(0, 0));
        table.put("AveragePool", (op, s) -> pool(op.with("count_include_pad", s.nextInt(2)), s));
        table.put("LpPool", (op, s) -> Call.of(op.with("p", s.nextInt(1, 3)).withInts("kernel_shape", 2, 3).withInts("strides", 2, 1), s.normal(2, 3, 7, 8)));
        table.put("GlobalAveragePool", (op, s) -> Call.of(op, s.normal(2, 3, s.nextInt(1, 9), 5)));
        table.put("GlobalMaxPool", (op, s) -> Call.of(op, s.normal(2, 3, s.nextInt(1, 9), 5)));
        table.put("Einsum", (op, s) -> switch (s.nextInt(4)) {
            case 0 -> Call.of(op.with("equation", "bij,bjk->bik"), s.normal(2, 3, 4), s.normal(2, 4, 5));
            case 1 -> Call.of(op.with("equation", "ij->ji"), s.normal(3, 4));
            case 2 -> Call.of(op.with("equation", "...hd,...td->...ht"), s.normal(2, 3, 4, 5), s.normal(2, 3, 6, 5));
            default -> Call.of(op.with("equation", "ii->i"), s.normal(4, 4));
        });
        table.put("Resize", (op, s) -> resize(op, s));
    }

    /** Mostly few; many give every thread panels of its own. */
    private static int columns(Samples s) {
        return s.nextInt(5) == 0 ? s.nextInt(100, 200) : s.nextInt(1, 40);
    }

    private static Call conv(OperatorTester op, Samples s, boolean transposed) {
        int dims = s.nextInt(1, 4);
        int group = s.nextInt(1, 3);
        int in = group * s.nextInt(1, 4);
        int out = group * s.nextInt(1, 4);
        int[] x = new int[dims + 2];
        int[] w = new int[dims + 2];
        long[] strides = new long[dims];
        long[] dilations = new long[dims];
        long[] pads = new long[2 * dims];
        x[0] = s.nextInt(1, 3);
        x[1] = in;
        w[0] = transposed ? in : out;
        w[1] = (transposed ? out : in) / group;
        for (int i = 0; i < dims; i++) {
            x[i + 2] = s.nextInt(5, dims == 3 ? 8 : 12);
            w[i + 2] = s.nextInt(1, 4);
            strides[i] = s.nextInt(1, 3);
            dilations[i] = s.nextInt(1, 3);
            pads[i] = s.nextInt(Math.min(2, w[i + 2]));
            pads[dims + i] = s.nextInt(Math.min(2, w[i + 2]));
        }
        OperatorTester conv = op.with("group", group).withInts("strides", strides).withInts("dilations", dilations).withInts("pads", pads);
        OperatorTester placed = s.nextBoolean() ? conv.constant(1, 2) : conv;
        return (s.nextBoolean() ? Call.of(placed, s.normal(x), s.normal(w)) : Call.of(placed, s.normal(x), s.normal(w), s.normal(out))).within(1e-4, 1e-4);
    }

    /** A window of one element and enough channels for whole tiles and tails: a matrix product in disguise. */
    private static Call pointwise(OperatorTester op, Samples s) {
        int in = s.nextInt(1, 40);
        int out = s.nextInt(1, 70);
        return Call.of(op.constant(1, 2), s.normal(1, in, s.nextInt(1, 9), s.nextInt(1, 9)), s.normal(out, in, 1, 1), s.normal(out)).within(1e-4, 1e-4);
    }

    private static Call pool(OperatorTester op, Samples s) {
        int k = s.nextInt(2, 4);
        int l = s.nextInt(2, 4);
        return Call.of(op.withInts("kernel_shape", k, l).withInts("strides", s.nextInt(1, 3), s.nextInt(1, 3)).with("ceil_mode", s.nextInt(2))
            .withInts("pads", s.nextInt(2), s.nextInt(2), s.nextInt(2), s.nextInt(2)), s.normal(2, 3, s.nextInt(5, 10), s.nextInt(5, 10)));
    }

    private static Call resize(OperatorTester op, Samples s) {
        String mode = new String[] {"nearest", "linear", "cubic"}[s.nextInt(3)];
        String[] coordinates = {"half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel"};
        OperatorTester resize = op.with("mode", mode).with("coordinate_transformation_mode", coordinates[s.nextInt(4)]).constant(1, 2, 3);
        Tensor x = s.normal(1, 2, s.nextInt(2, 6), s.nextInt(2, 6));
        return Call.of(mode.equals("nearest") ? resize.with("nearest_mode", "floor") : resize, x, OperatorTester.absent(), OperatorTester.absent(),
            Tensor.longs(Shape.of(4), 1, 2, s.nextInt(1, 9), s.nextInt(1, 9))).within(1e-4, 1e-4);
    }

    private static Tensor bytes(Samples s, DType dtype, Shape shape) {
        return s.integers(dtype, shape, dtype == DType.U8 ? 0 : -128, dtype == DType.U8 ? 255 : 127);
    }
}
