package io.coracle.testing.sweep;

import static io.coracle.testing.sweep.Call.numbers;
import static io.coracle.testing.sweep.Call.pick;

import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;
import io.coracle.testing.sweep.Call.Generator;
import java.util.Map;

/** Operators that work element by element. */
final class ElementwiseCalls {
    private static final DType[] FLOATS = {DType.F32, DType.F32, DType.F64, DType.F16};
    private static final DType[] NUMBERS = {DType.F32, DType.F64, DType.F16, DType.I32, DType.I64, DType.I8, DType.U8, DType.I16, DType.U16,
        DType.U32, DType.U64};
    private static final DType[] INTEGERS = {DType.I32, DType.I64, DType.I8, DType.U8, DType.I16, DType.U16, DType.U32, DType.U64};
    private static final DType[] UNSIGNED = {DType.U8, DType.U16, DType.U32, DType.U64};

    private ElementwiseCalls() {}

    static void addTo(Map<String, Generator> table) {
        range(table, -4, 4, "Exp", "Sin", "Cos", "Atan", "Sinh", "Cosh", "Tanh", "Asinh", "Erf", "Sigmoid", "Softplus", "Softsign", "Elu",
            "Selu", "LeakyRelu", "Celu", "HardSigmoid", "HardSwish", "ThresholdedRelu", "Gelu", "Mish", "Shrink", "Swish");
        range(table, 0.01, 9, "Sqrt", "Log", "Reciprocal");
        range(table, -0.99, 0.99, "Asin", "Acos", "Atanh", "Tan");
        range(table, 1, 9, "Acosh");
        range(table, -9, 9, "Ceil", "Floor");
        for (String operator : new String[] {"Abs", "Neg", "Sign", "Relu"}) {
            table.put(operator, (op, s) -> Call.of(op, numbers(s, pick(s, NUMBERS), s.shapeOfRank(s.nextInt(4), 7))).exactly());
        }
        table.put("Round", (op, s) -> Call.of(op, halves(s)).exactly());
        table.put("Not", (op, s) -> Call.of(op, s.booleans(s.shapeOfRank(2, 5))));
        table.put("BitwiseNot", (op, s) -> Call.of(op, numbers(s, pick(s, INTEGERS), s.shapeOfRank(2, 5))));
        table.put("IsNaN", (op, s) -> Call.of(op, special(s)));
        table.put("IsInf", (op, s) -> Call.of(op.with("detect_negative", s.nextInt(2)).with("detect_positive", s.nextInt(2)), special(s)));
        for (String operator : new String[] {"Add", "Sub", "Mul"}) {
            table.put(operator, (op, s) -> broadcast(op, s, pick(s, NUMBERS)));
        }
        table.put("Div", (op, s) -> {
            DType dtype = pick(s, NUMBERS);
            Shape[] shapes = s.broadcastable(s.nextInt(5), 5);
            Tensor divisor = dtype.isFloat() ? s.uniform(dtype, shapes[1], 0.5, 3) : s.integers(dtype, shapes[1], 1, 9);
            return Call.of(op, numbers(s, dtype, shapes[0]), divisor);
        });
        table.put("Mod", (op, s) -> {
            DType dtype = pick(s, NUMBERS);
            Shape[] shapes = s.broadcastable(3, 5);
            Tensor divisor = dtype.isFloat() ? s.uniform(dtype, shapes[1], 0.5, 3) : s.integers(dtype, shapes[1], 1, 9);
            return Call.of(op.with("fmod", dtype.isFloat() ? 1 : s.nextInt(2)), numbers(s, dtype, shapes[0]), divisor);
        });
        table.put("Pow", (op, s) -> {
            Shape[] shapes = s.broadcastable(3, 5);
            return s.nextBoolean()
                ? Call.of(op, s.uniform(pick(s, DType.F32, DType.F64), shapes[0], 0.1, 3), s.uniform(pick(s, DType.F32, DType.F64), shapes[1], -2, 3))
                : Call.of(op, numbers(s, pick(s, DType.F32, DType.I32, DType.I64), shapes[0]), s.integers(DType.I64, shapes[1], 0, 3));
        });
        for (String operator : new String[] {"Max", "Min", "Sum", "Mean"}) {
            table.put(operator, (op, s) -> {
                boolean any = operator.startsWith("M") && !operator.equals("Mean");
                DType dtype = any ? pick(s, NUMBERS) : pick(s, DType.F32, DType.F64);
                Shape[] shapes = s.broadcastable(3, 4);
                Tensor[] inputs = new Tensor[s.nextInt(1, 4)];
                for (int i = 0; i < inputs.length; i++) {
                    inputs[i] = numbers(s, dtype, shapes[i % 2]);
                }
                return Call.of(op, inputs);
            });
        }
        for (String operator : new String[] {"Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual"}) {
            table.put(operator, (op, s) -> broadcast(op, s, pick(s, NUMBERS)));
        }
        for (String operator : new String[] {"And", "Or", "Xor"}) {
            table.put(operator, (op, s) -> broadcast(op, s, DType.BOOL));
        }
        for (String operator : new String[] {"BitwiseAnd", "BitwiseOr", "BitwiseXor"}) {
            table.put(operator, (op, s) -> broadcast(op, s, pick(s, INTEGERS)));
        }
        table.put("BitShift", (op, s) -> {
            DType dtype = pick(s, UNSIGNED);
            Shape[] shapes = s.broadcastable(3, 4);
            return Call.of(op.with("direction", s.nextBoolean() ? "LEFT" : "RIGHT"), s.integers(dtype, shapes[0], 0, 200),
                s.integers(dtype, shapes[1], 0, 7));
        });
        table.put("PRelu", (op, s) -> {
            Shape shape = s.shapeOfRank(3, 5);
            return Call.of(op, s.normal(DType.F32, shape), s.normal(DType.F32, s.nextBoolean() ? Shape.of(shape.dim(-1)) : Shape.of(1)));
        });
        table.put("Where", (op, s) -> {
            Shape[] shapes = s.broadcastable(3, 5);
            DType dtype = pick(s, DType.F32, DType.I64, DType.I32, DType.U8, DType.F64);
            return Call.of(op, s.booleans(shapes[0]), numbers(s, dtype, shapes[1]), numbers(s, dtype, shapes[s.nextInt(2)])).exactly();
        });
        table.put("Clip", (op, s) -> {
            DType dtype = pick(s, DType.F32, DType.F64, DType.I32, DType.I64, DType.I8, DType.U8);
            Tensor low = s.nextInt(4) == 0 ? OperatorTester.absent() : Tensor.of(dtype, Shape.SCALAR, dtype.isUnsigned() ? 1L : -1L);
            Tensor x = numbers(s, dtype, s.shapeOfRank(3, 5));
            return s.nextInt(4) == 0 && low != OperatorTester.absent() ? Call.of(op, x, low) : Call.of(op, x, low, Tensor.of(dtype, Shape.SCALAR, 2L));
        });
        DType[] casts = {DType.F32, DType.F64, DType.F16, DType.BF16, DType.I32, DType.I64, DType.I8, DType.U8, DType.I16, DType.U16, DType.U32,
            DType.U64, DType.BOOL};
        int[] codes = {1, 11, 10, 16, 6, 7, 3, 2, 5, 4, 12, 13, 9};
        table.put("Cast", (op, s) -> {
            DType from = pick(s, casts);
            int to = s.nextInt(casts.length);
            // A negative fraction has no unsigned value: what C++ gives for it is undefined.
            Tensor x = from.isFloat() && casts[to].isUnsigned() ? s.uniform(from, s.shapeOfRank(2, 9), 0, 100)
                : from.isFloat() ? s.uniform(from, s.shapeOfRank(2, 9), -100, 100) : numbers(s, from, s.shapeOfRank(2, 9));
            return Call.of(op.with("to", codes[to]), x).exactly();
        });
        table.put("CastLike", (op, s) -> Call.of(op, s.normal(DType.F32, s.shapeOfRank(2, 5)), numbers(s, pick(s, casts), Shape.of(1)))
            .exactly());
    }

    private static void range(Map<String, Generator> table, double low, double high, String... operators) {
        for (String operator : operators) {
            table.put(operator, (op, s) -> {
                OperatorTester attributed = switch (operator) {
                    case "Elu", "Celu", "ThresholdedRelu" -> s.nextBoolean() ? op : op.with("alpha", 0.3f + s.nextInt(3));
                    case "LeakyRelu" -> s.nextBoolean() ? op : op.with("alpha", 0.2f);
                    case "HardSigmoid" -> s.nextBoolean() ? op : op.with("alpha", 0.3f).with("beta", 0.4f);
                    case "Gelu" -> s.nextBoolean() ? op : op.with("approximate", "tanh");
                    case "Shrink" -> op.with("lambd", 1.5f).with("bias", s.nextBoolean() ? 0f : 1.5f);
                    default -> op;
                };
                return Call.of(attributed, s.uniform(pick(s, FLOATS), s.shapeOfRank(s.nextInt(4), 9), low, high));
            });
        }
    }

    private static Call broadcast(OperatorTester op, Samples s, DType dtype) {
        Shape[] shapes = s.broadcastable(s.nextInt(5), 6);
        return Call.of(op, numbers(s, dtype, shapes[0]), numbers(s, dtype, shapes[1]));
    }

    private static Tensor halves(Samples s) {
        double[] values = s.integers(DType.I32, Shape.of(40), -20, 20).toDoubles();
        for (int i = 0; i < values.length; i++) {
            values[i] /= i % 3 == 0 ? 3 : 2;
        }
        return Tensor.of(pick(s, FLOATS), Shape.of(40), values);
    }

    private static Tensor special(Samples s) {
        double[] values = {0, -0.0, 1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        double[] chosen = new double[20];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = values[s.nextInt(values.length)];
        }
        return Tensor.of(pick(s, DType.F32, DType.F64), Shape.of(chosen.length), chosen);
    }
}
