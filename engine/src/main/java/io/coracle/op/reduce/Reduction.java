package io.coracle.op.reduce;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Functions;
import io.coracle.kernel.Scalar;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.elementwise.Numeric;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** All elements along some axes become one. ONNX ReduceSum, ReduceMean, ReduceMax … */
record Reduction(Kind kind, ReduceAxes axes) implements Operator.Lowered {
    enum Kind { SUM, MEAN, MAX, MIN, PROD, L1, L2, LOG_SUM, LOG_SUM_EXP, SUM_SQUARE }

    @Override
    public boolean needsContents(int input) {
        return input == 1;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        DType type = operands.dtype(0);
        if (type != DType.BOOL || kind != Kind.MAX && kind != Kind.MIN) {
            Numeric.number(type);
        }
        return List.of(new TensorType(type, axes.reduced(operands.shape(0), axes.of(operands))));
    }

    @Override
    public void lower(Lowering to) {
        Operand x = to.input(0);
        Operand y = to.output(0);
        Lines lines = Lines.along(x.shape(), axes.of(to));
        if (kind == Kind.LOG_SUM_EXP) {
            DType wide = Scalar.of(x.dtype()) == Scalar.F64 ? DType.F64 : DType.F32;
            Operand largest = to.scratch(wide, Shape.of(lines.count()));
            lines.call(to, "reduce_largest", this, List.of(x), List.of(largest), (line, in, out) -> {
                Line.State max = line.state("max", start(BinaryOp.MAX, wide));
                line.each((at, position) -> max.update(BinaryOp.MAX, Numeric.convert(x.dtype(), wide, line.k.load(in.getFirst(), at))));
                line.once(() -> {
                    // Infinite numbers would turn differences into NaN.
                    Expr m = max.value();
                    Expr finite = m.abs().lt(Expr.like(m, Double.POSITIVE_INFINITY)).select(m, Expr.like(m, 0));
                    line.k.store(out.getFirst(), line.slot(), finite);
                });
            });
            lines.call(to, "reduce_log_sum_exp", this, List.of(x, largest), List.of(y), (line, in, out) -> {
                Line.State max = line.derive("max", () -> line.k.load(in.get(1), line.slot()));
                Line.State sum = line.state("sum", zero(wide));
                line.each((at, position) -> sum.update(BinaryOp.ADD,
                    Functions.exp(Numeric.convert(x.dtype(), wide, line.k.load(in.getFirst(), at)).minus(max.value()))));
                line.once(() -> line.k.store(out.getFirst(), line.slot(),
                    Numeric.convert(wide, y.dtype(), Functions.log(sum.value()).plus(max.value()))));
            });
            return;
        }
        BinaryOp op = switch (kind) {
            case MAX -> BinaryOp.MAX;
            case MIN -> BinaryOp.MIN;
            case PROD -> BinaryOp.MUL;
            default -> BinaryOp.ADD;
        };
        lines.call(to, "reduce", this, List.of(x), List.of(y), (line, in, out) -> {
            Line.State state = line.state("result", start(op, x.dtype()));
            line.each((at, position) -> state.update(op, term(op, x.dtype(), line.k.load(in.getFirst(), at))));
            line.once(() -> line.k.store(out.getFirst(), line.slot(), finish(op, x.dtype(), state.value(), line.length())));
        });
    }

    static Expr zero(DType type) {
        return Line.number(type, 0);
    }

    /** What changes nothing; for extremes of full-width unsigned numbers with the highest bit flipped, see {@link #term}. */
    static Expr start(BinaryOp op, DType type) {
        Expr zero = zero(type);
        return switch (op) {
            case MUL -> Expr.like(zero, 1);
            case MAX -> switch (type) {
                case F32, F16, BF16, F64 -> Expr.like(zero, Double.NEGATIVE_INFINITY);
                case I8 -> Expr.i32(-128);
                case I16 -> Expr.i32(-32768);
                case I32, U32 -> Expr.i32(Integer.MIN_VALUE);
                case I64, U64 -> Expr.i64(Long.MIN_VALUE);
                default -> zero;
            };
            case MIN -> switch (type) {
                case F32, F16, BF16, F64 -> Expr.like(zero, Double.POSITIVE_INFINITY);
                case BOOL -> Expr.i32(1);
                case I8 -> Expr.i32(127);
                case U8 -> Expr.i32(255);
                case I16 -> Expr.i32(32767);
                case U16 -> Expr.i32(65535);
                case I32, U32 -> Expr.i32(Integer.MAX_VALUE);
                case I64, U64 -> Expr.i64(Long.MAX_VALUE);
                default -> zero;
            };
            default -> zero;
        };
    }

    /** Unsigned numbers in the order of signed ones, and back. */
    static Expr ordered(DType type, Expr x) {
        return switch (type) {
            case U32 -> x.xor(Expr.i32(Integer.MIN_VALUE));
            case U64 -> x.xor(Expr.i64(Long.MIN_VALUE));
            default -> x;
        };
    }

    private Expr term(BinaryOp op, DType type, Expr x) {
        return switch (kind) {
            case SUM, MEAN, PROD, LOG_SUM, LOG_SUM_EXP -> x;
            case MAX, MIN -> ordered(type, x);
            case L1 -> type.isUnsigned() ? x : x.abs();
            case L2, SUM_SQUARE -> x.times(x);
        };
    }

    private Expr finish(BinaryOp op, DType type, Expr result, Expr length) {
        return switch (kind) {
            case SUM, PROD, L1, SUM_SQUARE, LOG_SUM_EXP -> result;
            case MAX, MIN -> ordered(type, result);
            case MEAN -> Numeric.divide(type, result, length.cast(result.type().scalar()));
            case L2 -> inFloats(type, result, false);
            case LOG_SUM -> inFloats(type, result, true);
        };
    }

    private static Expr inFloats(DType type, Expr x, boolean log) {
        DType wide = type.isFloat() && Scalar.of(type) == Scalar.F32 ? DType.F32 : DType.F64;
        DType held = type.isFloat() ? wide : type;
        Expr value = Numeric.convert(held, wide, x);
        return Numeric.convert(wide, held, log ? Functions.log(value) : value.sqrt());
    }
}
