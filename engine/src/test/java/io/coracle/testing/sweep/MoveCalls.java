package io.coracle.testing.sweep;

import static io.coracle.testing.Samples.i64;
import static io.coracle.testing.Samples.shape;
import static io.coracle.testing.sweep.Call.numbers;
import static io.coracle.testing.sweep.Call.pick;

import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;
import io.coracle.testing.sweep.Call.Generator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Operators that move elements and change none. All are compared exactly. */
final class MoveCalls {
    private static final DType[] ALL = {DType.F32, DType.I64, DType.I32, DType.U8, DType.F64, DType.F16, DType.BOOL};

    private MoveCalls() {}

    static void addTo(Map<String, Generator> table) {
        table.put("Identity", (op, s) -> any(s, op, 3));
        table.put("Shape", (op, s) -> Call.of(op.with("start", s.nextInt(5) - 2).with("end", s.nextInt(5) - 2), anyTensor(s, 3)));
        table.put("Size", (op, s) -> any(s, op, s.nextInt(4)));
        table.put("Flatten", (op, s) -> Call.of(op.with("axis", s.nextInt(7) - 3), anyTensor(s, 3)));
        table.put("Transpose", (op, s) -> {
            int rank = s.nextInt(1, 6);
            return s.nextInt(5) == 0 ? any(s, op, rank) : Call.of(op.withInts("perm", permutation(s, rank)), anyTensor(s, rank));
        });
        table.put("Reshape", (op, s) -> {
            Shape shape = s.shapeOfRank(3, 5);
            Tensor to = s.nextBoolean() ? i64(shape(2), shape.dim(0) * shape.dim(1), -1) : i64(shape(4), 0, -1, 1, shape.dim(2));
            return Call.of(op.constant(s.nextBoolean() ? 1 : 0), numbers(s, pick(s, ALL), shape), to);
        });
        table.put("Squeeze", (op, s) -> s.nextBoolean()
            ? Call.of(op, numbers(s, pick(s, ALL), shape(1, s.nextInt(1, 5), 1, 3)))
            : Call.of(op.constant(1), numbers(s, pick(s, ALL), shape(1, 4, 1, 3)), i64(shape(1), s.nextBoolean() ? 0 : -2)));
        table.put("Unsqueeze", (op, s) -> Call.of(op.constant(1), anyTensor(s, 2), s.nextBoolean() ? i64(shape(2), 0, -1) : i64(shape(1), 1)));
        table.put("Expand", (op, s) -> {
            Shape[] shapes = s.broadcastable(3, 5);
            return Call.of(op.constant(1), numbers(s, pick(s, ALL), shapes[0]), longs(shapes[1]));
        });
        table.put("Tile", (op, s) -> Call.of(op.constant(1), anyTensor(s, 3), i64(shape(3), s.nextInt(1, 4), s.nextInt(1, 3), s.nextInt(1, 4))));
        table.put("Concat", (op, s) -> {
            int axis = s.nextInt(3);
            Shape shape = s.shapeOfRank(3, 5);
            DType dtype = pick(s, ALL);
            Tensor[] inputs = new Tensor[s.nextInt(1, 5)];
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = numbers(s, dtype, shape.with(axis, s.nextInt(1, 6)));
            }
            return Call.of(op.with("axis", s.nextBoolean() ? axis : axis - 3), inputs);
        });
        table.put("Split", (op, s) -> {
            Shape shape = shape(3, 7, 4);
            return s.nextBoolean()
                ? Call.of(op.with("axis", 1).with("num_outputs", 3).outputs(3), numbers(s, pick(s, ALL), shape))
                : Call.of(op.with("axis", -2).outputs(3).constant(1), numbers(s, pick(s, ALL), shape), i64(shape(3), 2, 1, 4));
        });
        table.put("Slice", (op, s) -> {
            long step = new long[] {1, 1, 2, -1, -2, 3}[s.nextInt(6)];
            Tensor x = numbers(s, pick(s, ALL), Shape.of(s.nextInt(1, 5), s.nextInt(3, 12), s.nextInt(1, 4)));
            return Call.of(op.constant(1, 2, 3, 4), x, i64(shape(1), s.nextInt(20) - 10), i64(shape(1), s.nextInt(24) - 12), i64(shape(1), 1), i64(shape(1), step));
        });
        table.put("Pad", (op, s) -> {
            String mode = new String[] {"constant", "reflect", "edge", "wrap"}[s.nextInt(4)];
            int most = mode.equals("constant") || mode.equals("edge") ? 5 : 3;
            Tensor pads = i64(shape(6), s.nextInt(most), s.nextInt(most), s.nextInt(most), s.nextInt(most), s.nextInt(most), s.nextInt(most));
            Tensor x = numbers(s, pick(s, DType.F32, DType.I64, DType.I32, DType.F64), shape(3, 4, 5));
            return mode.equals("constant") && s.nextBoolean()
                ? Call.of(op.with("mode", mode).constant(1), x, pads, Tensor.of(x.dtype(), Shape.SCALAR, 7L))
                : Call.of(op.with("mode", mode).constant(1), x, pads);
        });
        table.put("Gather", (op, s) -> {
            int axis = s.nextInt(3);
            Tensor x = anyTensor(s, 3);
            int extent = x.shape().dim(axis);
            return Call.of(op.with("axis", axis - (s.nextBoolean() ? 3 : 0)), x,
                s.integers(pick(s, DType.I64, DType.I32), s.shapeOfRank(s.nextInt(3), 4), -extent, extent - 1));
        });
        table.put("GatherElements", (op, s) -> {
            int axis = s.nextInt(3);
            Tensor x = anyTensor(s, 3);
            Shape shape = x.shape().with(axis, s.nextInt(1, 6));
            return Call.of(op.with("axis", axis), x, s.integers(DType.I64, shape, -x.shape().dim(axis), x.shape().dim(axis) - 1));
        });
        table.put("GatherND", (op, s) -> {
            Tensor x = numbers(s, pick(s, DType.F32, DType.I64, DType.F64), shape(2, 3, 4));
            boolean batched = s.nextInt(3) == 0;
            return Call.of(op.with("batch_dims", batched ? 1 : 0), x, s.integers(DType.I64, batched ? shape(2, 3, 1) : shape(3, s.nextInt(1, 3)), -2, 1));
        });
        for (String operator : new String[] {"ScatterElements", "ScatterND"}) {
            table.put(operator, (op, s) -> scatter(operator, op, s));
        }
        table.put("OneHot", (op, s) -> Call.of(op.with("axis", s.nextInt(3) - 1), s.integers(DType.I64, s.shapeOfRank(2, 4), -5, 4), i64(Shape.of(1), 5),
            s.normal(DType.F32, Shape.of(2))));
        table.put("Trilu", (op, s) -> Call.of(op.with("upper", s.nextInt(2)).constant(1), anyTensor(s, 3), i64(Shape.SCALAR, s.nextInt(7) - 3)));
        table.put("EyeLike", (op, s) -> Call.of(op.with("k", s.nextInt(5) - 2), numbers(s, pick(s, DType.F32, DType.I64), s.shapeOfRank(2, 6))));
        table.put("Range", (op, s) -> {
            DType dtype = pick(s, DType.I64, DType.I32, DType.F32, DType.F64);
            return Call.of(op, Tensor.of(dtype, Shape.SCALAR, (long) s.nextInt(5)), Tensor.of(dtype, Shape.SCALAR, (long) s.nextInt(20)),
                Tensor.of(dtype, Shape.SCALAR, (long) s.nextInt(1, 4)));
        });
        table.put("ConstantOfShape", (op, s) -> Call.of(op.with("value", numbers(s, pick(s, ALL), Shape.of(1))), longs(s.shapeOfRank(s.nextInt(4), 4))));
        table.put("DepthToSpace", (op, s) -> Call.of(op.with("blocksize", 2).with("mode", s.nextBoolean() ? "DCR" : "CRD"),
            s.normal(2, 4 * s.nextInt(1, 4), 3, 2)));
        table.put("SpaceToDepth", (op, s) -> Call.of(op.with("blocksize", 2), s.normal(2, 3, 4, 2 * s.nextInt(1, 4))));
        table.put("ReverseSequence", (op, s) -> Call.of(op.with("time_axis", 1).with("batch_axis", 0), s.normal(3, 5, 2), s.integers(DType.I64, Shape.of(3), 1, 5)));
        table.put("Compress", (op, s) -> s.nextBoolean() ? Call.of(op, numbers(s, pick(s, ALL), shape(2, 4)), s.booleans(Shape.of(5)))
            : Call.of(op.with("axis", 1), numbers(s, pick(s, ALL), shape(2, 4, 3)), s.booleans(Shape.of(4))));
        table.put("NonZero", (op, s) -> Call.of(op, numbers(s, pick(s, DType.BOOL, DType.I64, DType.I32), s.shapeOfRank(s.nextInt(1, 4), 5))));
        table.put("CenterCropPad", (op, s) -> Call.of(op.withInts("axes", 0, 1).constant(1), s.normal(s.nextInt(1, 9), s.nextInt(1, 9), 2), i64(shape(2), 5, 4)));
        table.put("Unique", (op, s) -> s.nextBoolean()
            ? Call.of(op.with("sorted", s.nextInt(2)).outputs(4), s.integers(pick(s, DType.I64, DType.F32, DType.I8), s.shapeOfRank(2, 6), 0, 5))
            : Call.of(op.with("axis", s.nextInt(2)).outputs(4), s.integers(DType.I64, Shape.of(5, 2), 0, 1)));
        table.put("TopK", (op, s) -> Call.of(op.with("axis", s.nextInt(2)).with("largest", s.nextInt(2)).outputs(2).constant(1),
            numbers(s, pick(s, DType.F32, DType.F64, DType.I64, DType.I32), shape(6, 7)), i64(shape(1), s.nextInt(1, 6))));
    }

    private static Call scatter(String operator, OperatorTester op, Samples s) {
        DType dtype = pick(s, DType.F32, DType.I64, DType.I32);
        String reduction = new String[] {"none", "add", "mul", "max", "min"}[s.nextInt(5)];
        Tensor x = numbers(s, dtype, shape(4, 5, 3));
        if (operator.equals("ScatterND")) {
            // Without a reduction, indices that repeat leave the result open.
            List<Long> rows = new ArrayList<>(List.of(0L, 1L, 2L, 3L));
            Collections.shuffle(rows, new Random(s.nextInt(1000)));
            return Call.of(op.with("reduction", reduction), x, i64(shape(2, 1), rows.get(0), rows.get(1)), numbers(s, dtype, shape(2, 5, 3)));
        }
        long[] indices = new long[2 * 5 * 3];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = reduction.equals("none") ? i / 15 * 2 : s.nextInt(8) - 4;
        }
        return Call.of(op.with("axis", 0).with("reduction", reduction), x, i64(shape(2, 5, 3), indices), numbers(s, dtype, shape(2, 5, 3)));
    }

    private static Call any(Samples s, OperatorTester op, int rank) {
        return Call.of(op, anyTensor(s, rank));
    }

    private static Tensor anyTensor(Samples s, int rank) {
        return numbers(s, pick(s, ALL), s.shapeOfRank(rank, 6));
    }

    private static Tensor longs(Shape shape) {
        long[] values = new long[shape.rank()];
        for (int i = 0; i < values.length; i++) {
            values[i] = shape.dim(i);
        }
        return Tensor.longs(Shape.of(values.length), values);
    }

    private static long[] permutation(Samples s, int rank) {
        List<Long> axes = new ArrayList<>();
        for (long i = 0; i < rank; i++) {
            axes.add(i);
        }
        Collections.shuffle(axes, new Random(s.nextInt(10_000)));
        return axes.stream().mapToLong(Long::longValue).toArray();
    }
}
