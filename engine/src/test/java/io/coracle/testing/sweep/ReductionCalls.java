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
import java.util.Map;

/** Reductions, and normalisations along axes. */
final class ReductionCalls {
    private ReductionCalls() {}

    static void addTo(Map<String, Generator> table) {
        for (String operator : new String[] {"ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2",
            "ReduceLogSum", "ReduceLogSumExp", "ReduceSumSquare"}) {
            table.put(operator, (op, s) -> {
                boolean positive = operator.equals("ReduceLogSum");
                // Logarithms of integers are truncated, and then hang on the last bit.
                DType dtype = operator.startsWith("ReduceLog") ? DType.F32 : pick(s, DType.F32, DType.F32, DType.F64, DType.I32, DType.I64);
                Shape shape = s.shapeOfRank(4, 6);
                Tensor x = positive ? s.uniform(dtype, shape, 0.1, 4) : numbers(s, dtype, shape);
                OperatorTester reduce = op.with("keepdims", s.nextInt(2)).with("noop_with_empty_axes", s.nextInt(2)).constant(1);
                return switch (s.nextInt(4)) {
                    case 0 -> Call.of(reduce, x);
                    case 1 -> Call.of(reduce, x, i64(shape(1), s.nextInt(8) - 4));
                    case 2 -> Call.of(reduce, x, i64(shape(2), 1, -1));
                    default -> Call.of(reduce, x, i64(shape(3), 0, 2, 3));
                };
            });
        }
        for (String operator : new String[] {"ArgMax", "ArgMin"}) {
            table.put(operator, (op, s) -> Call.of(op.with("axis", s.nextInt(6) - 3).with("keepdims", s.nextInt(2)).with("select_last_index", s.nextInt(2)),
                s.integers(pick(s, DType.F32, DType.I32, DType.F64, DType.I8), s.shapeOfRank(3, 6), 0, 5)));
        }
        for (String operator : new String[] {"Softmax", "LogSoftmax", "Hardmax"}) {
            table.put(operator, (op, s) -> Call.of(op.with("axis", s.nextInt(6) - 3), s.normal(pick(s, DType.F32, DType.F32, DType.F64), s.shapeOfRank(3, 20))));
        }
        table.put("CumSum", (op, s) -> Call.of(op.with("exclusive", s.nextInt(2)).with("reverse", s.nextInt(2)).constant(1),
            numbers(s, pick(s, DType.F32, DType.F64, DType.I32, DType.I64), s.shapeOfRank(3, 6)), i64(Shape.SCALAR, s.nextInt(6) - 3)));
        table.put("LayerNormalization", (op, s) -> {
            Shape shape = s.shapeOfRank(3, 40);
            int axis = s.nextInt(1, 3);
            Shape tail = axis == 2 ? Shape.of(shape.dim(2)) : Shape.of(shape.dim(1), shape.dim(2));
            Tensor x = s.normal(DType.F32, shape);
            OperatorTester norm = op.with("axis", s.nextBoolean() ? axis : axis - 3).with("epsilon", 1e-3f);
            return (s.nextBoolean() ? Call.of(norm, x, s.normal(DType.F32, tail)) : Call.of(norm, x, s.normal(DType.F32, tail), s.normal(DType.F32, tail)))
                .within(1e-4, 1e-5);
        });
        table.put("InstanceNormalization", (op, s) -> {
            int channels = s.nextInt(1, 6);
            return Call.of(op, s.normal(2, channels, 5, 4), s.normal(channels), s.normal(channels)).within(1e-4, 1e-5);
        });
        table.put("GroupNormalization", (op, s) -> Call.of(op.with("num_groups", 2), s.normal(2, 6, 3, 4), s.normal(6), s.normal(6)).within(1e-4, 1e-5));
        table.put("BatchNormalization", (op, s) -> {
            int channels = s.nextInt(1, 6);
            return Call.of(op.with("epsilon", 1e-3f).constant(1, 2, 3, 4), s.normal(2, channels, 5, 3), s.normal(channels), s.normal(channels), s.normal(channels),
                s.uniform(DType.F32, Shape.of(channels), 0.5, 2)).within(1e-4, 1e-5);
        });
        for (String operator : new String[] {"NegativeLogLikelihoodLoss", "SoftmaxCrossEntropyLoss"}) {
            table.put(operator, (op, s) -> {
                int classes = s.nextInt(2, 6);
                OperatorTester loss = op.with("reduction", pickOne(s, "none", "sum", "mean")).with("ignore_index", s.nextInt(-1, 2));
                Tensor x = s.normal(3, classes, 4);
                Tensor labels = s.integers(DType.I64, shape(3, 4), 0, classes - 1);
                return s.nextBoolean() ? Call.of(loss, x, labels) : Call.of(loss, x, labels, s.uniform(DType.F32, shape(classes), 0.1, 2));
            });
        }
        table.put("LpNormalization", (op, s) -> Call.of(op.with("axis", s.nextInt(3) - 1).with("p", s.nextInt(1, 3)), s.normal(3, 5, 4)));
        table.put("MeanVarianceNormalization", (op, s) -> Call.of(op.withInts("axes", 0, 2, 3), s.normal(2, 3, 4, 5)).within(1e-4, 1e-5));
        table.put("LRN", (op, s) -> Call.of(op.with("size", 3).with("alpha", 0.01f).with("beta", 0.6f).with("bias", 1.5f), s.normal(2, 6, 3, 4)));
        table.put("RMSNormalization", (op, s) -> Call.of(op.with("axis", -1), s.normal(2, 3, 16), s.normal(16)).within(1e-4, 1e-5));
    }

    private static String pickOne(Samples samples, String... choices) {
        return choices[samples.nextInt(choices.length)];
    }
}
