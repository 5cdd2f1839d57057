package io.coracle.testing.sweep;

import static io.coracle.testing.Samples.f32;
import static io.coracle.testing.Samples.shape;
import static io.coracle.testing.sweep.Call.pick;

import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;
import io.coracle.testing.sweep.Call.Generator;
import java.util.Map;

/** Larger building blocks of networks: recurrent layers, attention, and what vision models need. */
final class NetworkCalls {
    private NetworkCalls() {}

    static void addTo(Map<String, Generator> table) {
        table.put("RNN", (op, s) -> recurrent(op, s, 1).within(1e-4, 1e-4));
        table.put("GRU", (op, s) -> recurrent(op.with("linear_before_reset", s.nextInt(2)), s, 3).within(1e-4, 1e-4));
        table.put("LSTM", (op, s) -> recurrent(op, s, 4).within(1e-4, 1e-4));
        table.put("Attention", (op, s) -> {
            int sequence = s.nextInt(1, 9);
            int keys = s.nextInt(1, 9);
            int heads = s.nextInt(1, 3);
            Tensor q = s.normal(2, 2 * heads, sequence, 8);
            Tensor k = s.normal(2, s.nextBoolean() ? heads : 2 * heads, keys, 8);
            Tensor v = s.normal(DType.F32, k.shape().with(3, 5));
            return switch (s.nextInt(3)) {
                case 0 -> Call.of(op, q, k, v).within(1e-4, 1e-4);
                case 1 -> Call.of(op.with("is_causal", 1), q, k, v).within(1e-4, 1e-4);
                default -> Call.of(op.with("scale", 0.3f), q, k, v, s.normal(sequence, keys)).within(1e-4, 1e-4);
            };
        });
        table.put("RotaryEmbedding", (op, s) -> Call.of(op.with("interleaved", s.nextInt(2)), s.normal(2, 3, 5, 8), s.normal(10, 4), s.normal(10, 4),
            s.integers(DType.I64, shape(2, 5), 0, 9)));
        table.put("GridSample", (op, s) -> Call.of(op.with("mode", new String[] {"linear", "nearest", "cubic"}[s.nextInt(3)])
            .with("padding_mode", new String[] {"zeros", "border", "reflection"}[s.nextInt(3)]).with("align_corners", s.nextInt(2)),
            s.normal(1, 2, 5, 6), s.uniform(DType.F32, shape(1, 3, 4, 2), -1.2, 1.2)).within(1e-4, 1e-4));
        table.put("RoiAlign", (op, s) -> Call.of(op.with("mode", s.nextBoolean() ? "avg" : "max").with("output_height", 3).with("output_width", 2)
            .with("sampling_ratio", s.nextInt(3)).with("spatial_scale", 0.5f), s.normal(1, 2, 9, 9),
            f32(shape(2, 4), 1, 1, 9, 7, 0, 2, 12, 15), Tensor.longs(shape(2), 0, 0)).within(1e-4, 1e-4));
        table.put("NonMaxSuppression", (op, s) -> {
            float[] boxes = new float[2 * 8 * 4];
            for (int i = 0; i < boxes.length; i += 4) {
                boxes[i] = s.nextInt(10);
                boxes[i + 1] = s.nextInt(10);
                boxes[i + 2] = boxes[i] + s.nextInt(1, 6);
                boxes[i + 3] = boxes[i + 1] + s.nextInt(1, 6);
            }
            return Call.of(op, f32(shape(2, 8, 4), boxes), s.uniform(DType.F32, shape(2, 3, 8), 0, 1), Tensor.longs(shape(1), s.nextInt(1, 5)),
                f32(shape(1), 0.3f), f32(shape(1), 0.2f));
        });
        table.put("Col2Im", (op, s) -> {
            int stride = s.nextInt(1, 3);
            return Call.of(op.withInts("strides", stride, 1), s.normal(2, 3 * 4, (4 / stride + 1) * 4), Tensor.longs(shape(2), 6, 5),
                Tensor.longs(shape(2), 2, 2));
        });
        table.put("MaxUnpool", (op, s) -> {
            // One place in each window of 2 by 2, as MaxPool would give it.
            long[] places = new long[9];
            for (int i = 0; i < places.length; i++) {
                places[i] = i / 3 * 12 + i % 3 * 2 + s.nextInt(2) * 6 + s.nextInt(2);
            }
            return Call.of(op.withInts("kernel_shape", 2, 2).withInts("strides", 2, 2), s.normal(1, 1, 3, 3), Tensor.longs(shape(1, 1, 3, 3), places));
        });
        table.put("DeformConv", (op, s) -> Call.of(op.withInts("pads", 0, 0, 0, 0), s.normal(1, 2, 5, 6), s.normal(3, 2, 2, 2),
            s.uniform(DType.F32, shape(1, 8, 4, 5), -1.5, 1.5), s.normal(3)).within(1e-4, 1e-4));
        table.put("Dropout", (op, s) -> Call.of(op.outputs(2), s.normal(DType.F32, s.shapeOfRank(3, 5)), f32(Shape.SCALAR, 0.3f)).exactly());
        table.put("GlobalLpPool", (op, s) -> Call.of(op.with("p", s.nextInt(1, 3)), s.normal(2, 3, 4, 5)));
        table.put("DFT", (op, s) -> Call.of(op.with("inverse", s.nextInt(2)), s.normal(2, s.nextInt(2, 12), 3, 2), OperatorTester.absent(),
            Tensor.longs(Shape.SCALAR, 1)).within(1e-3, 1e-4));
        table.put("Det", (op, s) -> Call.of(op, s.normal(3, 4, 4)).within(1e-3, 1e-4));
        table.put("Scatter", (op, s) -> Call.of(op.with("axis", 1), s.normal(2, 6), Tensor.longs(shape(2, 2), 1, 3, 0, 5), s.normal(2, 2)).exactly());
        table.put("Upsample", (op, s) -> Call.of(op.with("mode", s.nextBoolean() ? "nearest" : "linear").constant(1), s.normal(1, 2, 3, 4),
            f32(shape(4), 1, 1, s.nextInt(1, 4), s.nextInt(1, 3))));
        table.put("NegativeLogLikelihoodLoss", (op, s) -> loss(op, s));
        table.put("SoftmaxCrossEntropyLoss", (op, s) -> loss(s.nextBoolean() ? op : op.outputs(2), s).within(1e-4, 1e-5));
        table.put("BlackmanWindow", (op, s) -> window(op, s));
        table.put("HannWindow", (op, s) -> window(op, s));
        table.put("HammingWindow", (op, s) -> window(op, s));
        table.put("MelWeightMatrix", (op, s) -> Call.of(op, Tensor.longs(Shape.SCALAR, s.nextInt(2, 9)), Tensor.longs(Shape.SCALAR, 64),
            Tensor.longs(Shape.SCALAR, 8192), f32(Shape.SCALAR, 0), f32(Shape.SCALAR, 4096)).within(1e-4, 1e-5));
        table.put("STFT", (op, s) -> Call.of(op.with("onesided", s.nextInt(2)).constant(1, 3), s.normal(2, 40, 1), Tensor.longs(Shape.SCALAR, s.nextInt(2, 9)),
            s.nextBoolean() ? OperatorTester.absent() : s.uniform(DType.F32, shape(16), 0, 1), Tensor.longs(Shape.SCALAR, 16)).within(1e-3, 1e-4));
        table.put("DeformConv", (op, s) -> {
            Tensor x = s.normal(2, 4, 5, 6);
            Tensor w = s.normal(6, 2, 3, 2);
            return Call.of(op.with("group", 2).with("offset_group", 2).withInts("pads", 1, 0, 1, 1).withInts("kernel_shape", 3, 2), x, w,
                s.normal(2, 2 * 2 * 6, 5, 6), s.normal(6), s.uniform(DType.F32, shape(2, 2 * 6, 5, 6), 0, 1)).within(1e-4, 1e-4);
        });
        table.put("AffineGrid", (op, s) -> Call.of(op.with("align_corners", s.nextInt(2)), s.normal(2, 2, 3), Tensor.longs(shape(4), 2, 3, 4, 5)));
    }

    private static Call loss(OperatorTester op, Samples s) {
        OperatorTester reduced = op.with("reduction", new String[] {"none", "mean", "sum"}[s.nextInt(3)]);
        OperatorTester ignoring = s.nextBoolean() ? reduced : reduced.with("ignore_index", 1);
        Tensor scores = s.normal(3, 5, 2);
        Tensor classes = s.integers(DType.I64, shape(3, 2), 0, 4);
        return s.nextBoolean() ? Call.of(ignoring, scores, classes) : Call.of(ignoring, scores, classes, s.uniform(DType.F32, shape(5), 0.1, 1));
    }

    private static Call window(OperatorTester op, Samples s) {
        return Call.of(op.with("periodic", s.nextInt(2)), Tensor.of(pick(s, DType.I32, DType.I64), Shape.SCALAR, (long) s.nextInt(2, 20))).within(1e-5, 1e-5);
    }

    /** A recurrent layer with so many gates. */
    private static Call recurrent(OperatorTester op, Samples s, int gates) {
        String direction = new String[] {"forward", "reverse", "bidirectional"}[s.nextInt(3)];
        int directions = direction.equals("bidirectional") ? 2 : 1;
        int steps = s.nextInt(1, 6);
        int batch = s.nextInt(1, 4);
        int in = s.nextInt(1, 7);
        int hidden = s.nextInt(1, 7);
        OperatorTester layer = op.with("direction", direction).with("hidden_size", hidden).outputs(gates == 4 ? 3 : 2);
        Tensor x = s.normal(steps, batch, in);
        Tensor w = s.normal(directions, gates * hidden, in);
        Tensor r = s.normal(directions, gates * hidden, hidden);
        Tensor b = s.nextBoolean() ? s.normal(directions, 2 * gates * hidden) : OperatorTester.absent();
        Tensor lengths = s.nextBoolean() ? OperatorTester.absent() : s.integers(DType.I32, shape(batch), 1, steps);
        Tensor initial = s.nextBoolean() ? OperatorTester.absent() : s.normal(directions, batch, hidden);
        return gates == 4 && initial != OperatorTester.absent()
            ? Call.of(layer, x, w, r, b, lengths, initial, s.normal(directions, batch, hidden))
            : Call.of(layer, x, w, r, b, lengths, initial);
    }
}
