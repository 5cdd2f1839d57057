package io.coracle.wasm.code;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.CompareOp;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Type;
import io.coracle.tensor.DType;
import io.coracle.wasm.format.Code;
import io.coracle.wasm.format.Op;
import io.coracle.wasm.format.ValType;
import java.util.List;

/** Vectors of four f32 or i32. A vector of booleans has all bits set in the lanes that are true. */
final class Vectors {
    static final int LANES = 4;
    private static final int LOW_SEVEN_BITS = 0x7f7f7f7f;
    private static final int SECOND_HIGHEST_BITS = 0x40404040;
    private static final int EVEN_BYTES = 0x00ff00ff;
    static final int PAIR_OF_ONES = 0x0001_0001;
    private static final int BYTE = 8;
    private static final int NEGATIVE_ZERO = Integer.MIN_VALUE;
    private static final int INFINITY = 0x7f80_0000;

    private final Expressions to;

    Vectors(Expressions to) {
        this.to = to;
    }

    private Code code() {
        return to.scope.code;
    }

    void push(Expr expr) {
        switch (expr) {
            case Expr.Unary(Expr.UnaryOp op, Expr value) -> {
                to.push(value);
                code().op(unary(op, value.type().scalar()));
            }
            case Expr.Binary(BinaryOp op, Expr left, Expr right) -> binary(op, left, right);
            case Expr.Compare(CompareOp op, Expr left, Expr right) -> {
                to.push(left);
                to.push(right);
                code().op(comparison(op, left.type().scalar()));
            }
            case Expr.Fma fma -> multiplyAdd(fma);
            case Expr.Select(Expr condition, Expr yes, Expr no) -> {
                to.push(yes);
                to.push(no);
                to.push(condition);
                code().op(to.features.laneSelect() ? Op.I32X4_RELAXED_LANESELECT : Op.V128_BITSELECT);
            }
            case Expr.FirstLanes(Expr count, int lanes) -> {
                code().v128(0).i32(1).lane(Op.I32X4_REPLACE_LANE, 1).i32(2).lane(Op.I32X4_REPLACE_LANE, 2).i32(3).lane(Op.I32X4_REPLACE_LANE, 3);
                to.push(count);
                code().op(Op.I32X4_SPLAT).op(Op.I32X4_LT_S);
            }
            case Expr.Cast(Scalar scalar, Expr value) -> {
                to.push(value);
                if (scalar != value.type().scalar()) {
                    code().op(scalar == Scalar.F32 ? Op.F32X4_CONVERT_I32X4_S : Op.I32X4_TRUNC_SAT_F32X4_S);
                }
            }
            case Expr.Bitcast(Scalar scalar, Expr value) -> to.push(value);
            case Expr.Broadcast(Expr value, int lanes) -> broadcast(value);
            case Expr.Dot4 dot -> dot(dot);
            case Expr.SignedDot4 dot -> dot(dot);
            case Expr.Reduce(BinaryOp op, Expr value) -> reduce(op, value);
            default -> throw new IllegalStateException("not a vector: " + expr);
        }
    }

    private static Op unary(Expr.UnaryOp op, Scalar scalar) {
        return switch (op) {
            case NEG -> scalar == Scalar.F32 ? Op.F32X4_NEG : Op.I32X4_NEG;
            case ABS -> scalar == Scalar.F32 ? Op.F32X4_ABS : Op.I32X4_ABS;
            case SQRT -> Op.F32X4_SQRT;
            case FLOOR -> Op.F32X4_FLOOR;
            case CEIL -> Op.F32X4_CEIL;
            case TRUNC -> Op.F32X4_TRUNC;
            case RINT -> Op.F32X4_NEAREST;
            case NOT -> Op.V128_NOT;
        };
    }

    private void binary(BinaryOp op, Expr left, Expr right) {
        switch (op) {
            case SHL, SHR, SHRU -> shift(op, left, right);
            case MIN, MAX -> extreme(op, left, right);
            default -> {
                to.push(left);
                to.push(right);
                code().op(instruction(op, left.type().scalar()));
            }
        }
    }

    private static Op instruction(BinaryOp op, Scalar scalar) {
        boolean isFloat = scalar == Scalar.F32;
        return switch (op) {
            case ADD -> isFloat ? Op.F32X4_ADD : Op.I32X4_ADD;
            case SUB -> isFloat ? Op.F32X4_SUB : Op.I32X4_SUB;
            case MUL -> isFloat ? Op.F32X4_MUL : Op.I32X4_MUL;
            case DIV -> Op.F32X4_DIV;
            case MIN -> isFloat ? Op.F32X4_MIN : Op.I32X4_MIN_S;
            case MAX -> isFloat ? Op.F32X4_MAX : Op.I32X4_MAX_S;
            case AND -> Op.V128_AND;
            case OR -> Op.V128_OR;
            case XOR -> Op.V128_XOR;
            default -> throw new IllegalArgumentException(op + " of vectors");
        };
    }

    /** A number that is in every lane, where one is. */
    private static boolean isSplat(Expr expr) {
        return expr instanceof Expr.Const || expr instanceof Expr.Broadcast;
    }

    private void shift(BinaryOp op, Expr left, Expr right) {
        if (isSplat(right)) {
            to.push(left);
            switch (right) {
                case Expr.Const(Type type, long bits) -> code().i32((int) bits);
                case Expr.Broadcast(Expr value, int lanes) -> to.push(value);
                default -> throw new IllegalStateException("not the same in every lane");
            }
            code().op(switch (op) {
                case SHL -> Op.I32X4_SHL;
                case SHR -> Op.I32X4_SHR_S;
                default -> Op.I32X4_SHR_U;
            });
            return;
        }
        int a = to.inLocal(left);
        int b = to.inLocal(right);
        code().v128(0);
        for (int lane = 0; lane < LANES; lane++) {
            code().get(a).lane(Op.I32X4_EXTRACT_LANE, lane).get(b).lane(Op.I32X4_EXTRACT_LANE, lane);
            code().op(switch (op) {
                case SHL -> Op.I32_SHL;
                case SHR -> Op.I32_SHR_S;
                default -> Op.I32_SHR_U;
            });
            code().lane(Op.I32X4_REPLACE_LANE, lane);
        }
    }

    /**
     * Engines take about seven instructions for a minimum that keeps NaN and orders zeros, and one for {@code pmin(a, b)}, which is a
     * unless b is smaller: the same where b is a number and not -0. A maximum with +0 needs -0 turned into +0 besides.
     */
    private void extreme(BinaryOp op, Expr left, Expr right) {
        boolean swap = isNumber(left);
        Expr bound = swap ? left : right;
        if (left.type().scalar() == Scalar.F32 && isNumber(bound)) {
            to.push(swap ? right : left);
            to.push(bound);
            code().op(op == BinaryOp.MIN ? Op.F32X4_PMIN : Op.F32X4_PMAX);
            if (op == BinaryOp.MAX && mayBeZero(bound)) {
                code().v128(0).op(Op.F32X4_ADD);
            }
            return;
        }
        to.push(left);
        to.push(right);
        code().op(instruction(op, left.type().scalar()));
    }

    /** Whether a float is surely neither NaN nor -0. */
    private static boolean isNumber(Expr expr) {
        return switch (expr) {
            case Expr.Const(Type type, long bits) -> (int) bits != NEGATIVE_ZERO && isNotNan((int) bits);
            case Expr.Unary(Expr.UnaryOp op, Expr.Const(Type type, long bits)) ->
                op == Expr.UnaryOp.NEG && (int) bits != 0 && isNotNan((int) bits);
            case Expr.Cast(Scalar scalar, Expr value) -> value.type().scalar().isInteger();
            case Expr.Broadcast(Expr value, int lanes) -> isNumber(value);
            default -> false;
        };
    }

    private static boolean isNotNan(int bits) {
        return (bits & ~NEGATIVE_ZERO) <= INFINITY;
    }

    private static boolean mayBeZero(Expr number) {
        return switch (number) {
            case Expr.Const(Type type, long bits) -> (int) bits == 0;
            case Expr.Unary(Expr.UnaryOp op, Expr.Const(Type type, long bits)) -> (int) bits == NEGATIVE_ZERO;
            default -> true;
        };
    }

    private static Op comparison(CompareOp op, Scalar scalar) {
        boolean isFloat = scalar == Scalar.F32;
        return switch (op) {
            case EQ -> isFloat ? Op.F32X4_EQ : Op.I32X4_EQ;
            case NE -> isFloat ? Op.F32X4_NE : Op.I32X4_NE;
            case LT -> isFloat ? Op.F32X4_LT : Op.I32X4_LT_S;
            case LE -> isFloat ? Op.F32X4_LE : Op.I32X4_LE_S;
            case LTU -> Op.I32X4_LT_U;
        };
    }

    private void multiplyAdd(Expr.Fma fma) {
        boolean scalar = fma.type().lanes() == 1;
        List<Expr> operands = fma.operands();
        for (int i = 0; i < operands.size(); i++) {
            if (!to.features.fused() && i == 2) {
                code().op(Op.F32X4_MUL);
            }
            to.push(operands.get(i));
            if (scalar) {
                code().op(Op.F32X4_SPLAT);
            }
        }
        code().op(to.features.fused() ? Op.F32X4_RELAXED_MADD : Op.F32X4_ADD);
        if (scalar) {
            code().lane(Op.F32X4_EXTRACT_LANE, 0);
        }
    }

    private void broadcast(Expr value) {
        switch (value.type().scalar()) {
            case BOOL -> {
                code().i32(0);
                to.push(value);
                code().op(Op.I32_SUB).op(Op.I32X4_SPLAT);
            }
            case F32, I32 -> {
                if (value instanceof Expr.Load load && load.active().isEmpty() && !isHoisted(value)
                    && (load.buffer().dtype() == DType.F32 || load.buffer().dtype() == DType.I32 || load.buffer().dtype() == DType.U32)) {
                    int offset = to.addresses.push(load.buffer(), load.index());
                    code().memory(Op.V128_LOAD32_SPLAT, offset);
                } else {
                    to.push(value);
                    code().op(value.type().scalar() == Scalar.F32 ? Op.F32X4_SPLAT : Op.I32X4_SPLAT);
                }
            }
            case I64, F64 -> throw new IllegalStateException("vectors of 64-bit lanes are written out before");
        }
    }

    private boolean isHoisted(Expr value) {
        return to.isStable(value) && to.home(value) < to.scope.innermostLoop();
    }

    private void reduce(BinaryOp op, Expr value) {
        if (value.type().scalar() == Scalar.F32 && (op == BinaryOp.MIN || op == BinaryOp.MAX)) {
            int best = to.local(ValType.V128);
            int other = to.local(ValType.V128);
            to.push(value);
            code().set(best).get(best).get(best).shuffleLanes(2, 3, 2, 3).set(other);
            Extremes.combine(code(), op, best, other);
            code().set(best).get(best).get(best).shuffleLanes(1, 1, 1, 1).set(other);
            Extremes.combine(code(), op, best, other);
            code().lane(Op.F32X4_EXTRACT_LANE, 0);
            return;
        }
        Op instruction = instruction(op, value.type().scalar());
        int all = to.inLocal(value);
        int half = to.local(ValType.V128);
        code().get(all).get(all).get(all).shuffleLanes(2, 3, 2, 3).op(instruction).tee(half)
            .get(half).get(half).shuffleLanes(1, 1, 1, 1).op(instruction)
            .lane(value.type().scalar() == Scalar.F32 ? Op.F32X4_EXTRACT_LANE : Op.I32X4_EXTRACT_LANE, 0);
    }

    // Products of bytes.

    private void dot(Expr.SignedDot4 dot) {
        if (to.features.dot() != Features.Dot.SIGNED) {
            to.push(dot.expanded());
        } else if (dot.type().lanes() == 1) {
            push(new Expr.SignedDot4(dot.accumulator().broadcast(LANES), dot.left().broadcast(LANES), dot.right().broadcast(LANES)));
            code().lane(Op.I32X4_EXTRACT_LANE, 0);
        } else {
            to.push(dot.right());
            to.push(dot.left());
            to.push(dot.accumulator());
            code().op(Op.I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S);
        }
    }

    private void dot(Expr.Dot4 dot) {
        if (dot.type().lanes() == 1) {
            push(new Expr.Dot4(dot.accumulator().broadcast(LANES), dot.unsigned().broadcast(LANES), dot.signed().broadcast(LANES),
                dot.narrow()));
            code().lane(Op.I32X4_EXTRACT_LANE, 0);
            return;
        }
        switch (to.features.dot()) {
            case EIGHT_BITS -> {
                to.push(dot.signed());
                to.push(dot.unsigned());
                to.push(dot.accumulator());
                code().op(Op.I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S);
            }
            case NARROW -> {
                if (dot.narrow()) {
                    narrow(dot);
                } else {
                    wide(dot);
                }
            }
            case SIGNED, SEVEN_BITS -> sevenBits(dot);
            case WIDE -> wide(dot);
        }
    }

    /** Sums of two products fit 16 bits. */
    private void narrow(Expr.Dot4 dot) {
        to.push(dot.signed());
        to.push(dot.unsigned());
        code().op(Op.I16X8_RELAXED_DOT_I8X16_I7X16_S);
        to.push(Expr.i32(PAIR_OF_ONES).broadcast(LANES));
        code().op(Op.I32X4_DOT_I16X8_S);
        to.push(dot.accumulator());
        code().op(Op.I32X4_ADD);
    }

    /** The eighth bit counts 128, which is twice 64. */
    private void sevenBits(Expr.Dot4 dot) {
        int low = to.derived("low bits", dot.unsigned(), ValType.V128, () -> code().v128(LOW_SEVEN_BITS).op(Op.V128_AND));
        int high = to.derived("high bit", dot.unsigned(), ValType.V128,
            () -> code().i32(1).op(Op.I32X4_SHR_U).v128(SECOND_HIGHEST_BITS).op(Op.V128_AND));
        int signed = to.inLocal(dot.signed());
        code().get(signed).get(high).get(signed).get(high).get(signed).get(low);
        to.push(dot.accumulator());
        for (int i = 0; i < 3; i++) {
            code().op(Op.I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S);
        }
    }

    /** Even and odd bytes as lanes of 16 bits, so that both sums of two products fall into the right lane. */
    private void wide(Expr.Dot4 dot) {
        int evenUnsigned = to.derived("even unsigned", dot.unsigned(), ValType.V128, () -> code().v128(EVEN_BYTES).op(Op.V128_AND));
        int oddUnsigned = to.derived("odd unsigned", dot.unsigned(), ValType.V128, () -> code().i32(BYTE).op(Op.I16X8_SHR_U));
        int evenSigned = to.derived("even signed", dot.signed(), ValType.V128,
            () -> code().i32(BYTE).op(Op.I16X8_SHL).i32(BYTE).op(Op.I16X8_SHR_S));
        int oddSigned = to.derived("odd signed", dot.signed(), ValType.V128, () -> code().i32(BYTE).op(Op.I16X8_SHR_S));
        to.push(dot.accumulator());
        code().get(evenUnsigned).get(evenSigned).op(Op.I32X4_DOT_I16X8_S).op(Op.I32X4_ADD)
            .get(oddUnsigned).get(oddSigned).op(Op.I32X4_DOT_I16X8_S).op(Op.I32X4_ADD);
    }
}
