package io.coracle.kernel;

import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.CompareOp;
import io.coracle.kernel.Expr.UnaryOp;
import io.coracle.tensor.Numbers;
import java.util.function.IntBinaryOperator;

/** What each operation of the IR gives, lane by lane. Spelled out where Java's own functions differ between platforms. */
final class LaneMath {
    private LaneMath() {}

    static Lanes constant(Type type, long bits) {
        Lanes result = new Lanes(type);
        for (int i = 0; i < result.count(); i++) {
            switch (type.scalar()) {
                case F32 -> result.floats[i] = Float.intBitsToFloat((int) bits);
                case F64 -> result.doubles[i] = Double.longBitsToDouble(bits);
                case I32 -> result.ints[i] = (int) bits;
                case BOOL -> result.ints[i] = bits != 0 ? 1 : 0;
                case I64 -> result.longs[i] = bits;
            }
        }
        return result;
    }

    static Lanes unary(UnaryOp op, Lanes x) {
        Lanes result = new Lanes(x.type);
        for (int i = 0; i < x.count(); i++) {
            switch (x.type.scalar()) {
                case F32 -> result.floats[i] = switch (op) {
                    case NEG -> -x.floats[i];
                    case ABS -> Math.abs(x.floats[i]);
                    default -> (float) unary(op, (double) x.floats[i]);
                };
                case F64 -> result.doubles[i] = unary(op, x.doubles[i]);
                case I32 -> result.ints[i] = switch (op) {
                    case NEG -> -x.ints[i];
                    case ABS -> x.ints[i] < 0 ? -x.ints[i] : x.ints[i];
                    default -> ~x.ints[i];
                };
                case I64 -> result.longs[i] = switch (op) {
                    case NEG -> -x.longs[i];
                    case ABS -> x.longs[i] < 0 ? -x.longs[i] : x.longs[i];
                    default -> ~x.longs[i];
                };
                case BOOL -> result.ints[i] = 1 - x.ints[i];
            }
        }
        return result;
    }

    private static double unary(UnaryOp op, double x) {
        return switch (op) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SQRT -> Math.sqrt(x);
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case TRUNC -> x < 0 ? Math.ceil(x) : Math.floor(x);
            case RINT -> Numbers.rint(x);
            case NOT -> throw new IllegalArgumentException("not of a float");
        };
    }

    static Lanes binary(BinaryOp op, Lanes a, Lanes b) {
        Lanes result = new Lanes(a.type);
        for (int i = 0; i < a.count(); i++) {
            switch (a.type.scalar()) {
                case F32 -> result.floats[i] = (float) binary(op, (double) a.floats[i], (double) b.floats[i]);
                case F64 -> result.doubles[i] = binary(op, a.doubles[i], b.doubles[i]);
                case I32, BOOL -> result.ints[i] = binary(op, a.ints[i], b.ints[i]);
                case I64 -> result.longs[i] = binary(op, a.longs[i], b.longs[i]);
            }
        }
        return result;
    }

    /** For 32-bit floats too: one operation in 64 bits and one rounding give what the operation in 32 bits gives. */
    private static double binary(BinaryOp op, double a, double b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            default -> throw new IllegalArgumentException(op + " of floats");
        };
    }

    static int binary(BinaryOp op, int a, int b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> b == 0 ? 0 : a / b;
            case REM -> b == 0 ? 0 : a % b;
            case DIVU -> b == 0 ? 0 : Integer.divideUnsigned(a, b);
            case REMU -> b == 0 ? 0 : Integer.remainderUnsigned(a, b);
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case SHL -> a << b;
            case SHR -> a >> b;
            case SHRU -> a >>> b;
        };
    }

    private static long binary(BinaryOp op, long a, long b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> b == 0 ? 0 : a / b;
            case REM -> b == 0 ? 0 : a % b;
            case DIVU -> b == 0 ? 0 : Long.divideUnsigned(a, b);
            case REMU -> b == 0 ? 0 : Long.remainderUnsigned(a, b);
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case SHL -> a << b;
            case SHR -> a >> b;
            case SHRU -> a >>> b;
        };
    }

    static Lanes compare(CompareOp op, Lanes a, Lanes b) {
        Lanes result = new Lanes(a.type.scalar(Scalar.BOOL));
        for (int i = 0; i < a.count(); i++) {
            boolean holds = switch (a.type.scalar()) {
                case F32 -> compare(op, (double) a.floats[i], (double) b.floats[i]);
                case F64 -> compare(op, a.doubles[i], b.doubles[i]);
                case I32, BOOL -> compare(op, a.ints[i], b.ints[i]);
                case I64 -> compare(op, a.longs[i], b.longs[i]);
            };
            result.ints[i] = holds ? 1 : 0;
        }
        return result;
    }

    private static boolean compare(CompareOp op, double a, double b) {
        return switch (op) {
            case EQ -> a == b;
            case NE -> a != b;
            case LT -> a < b;
            case LE -> a <= b;
            case LTU -> throw new IllegalArgumentException("unsigned comparison of floats");
        };
    }

    private static boolean compare(CompareOp op, long a, long b) {
        return switch (op) {
            case EQ -> a == b;
            case NE -> a != b;
            case LT -> a < b;
            case LE -> a <= b;
            case LTU -> a + Long.MIN_VALUE < b + Long.MIN_VALUE;
        };
    }

    static Lanes fma(Lanes a, Lanes b, Lanes c) {
        Lanes result = new Lanes(a.type);
        for (int i = 0; i < a.count(); i++) {
            result.floats[i] = Numbers.fma(a.floats[i], b.floats[i], c.floats[i]);
        }
        return result;
    }

    static Lanes select(Lanes condition, Lanes yes, Lanes no) {
        Lanes result = new Lanes(yes.type);
        for (int i = 0; i < yes.count(); i++) {
            result.copyLane(i, condition.ints[i] != 0 ? yes : no, i);
        }
        return result;
    }

    static Lanes cast(Scalar to, Lanes x) {
        Lanes result = new Lanes(x.type.scalar(to));
        for (int i = 0; i < x.count(); i++) {
            switch (x.type.scalar()) {
                case F32 -> castFrom(x.floats[i], result, i);
                case F64 -> castFrom(x.doubles[i], result, i);
                case I32, BOOL -> castFrom((long) x.ints[i], result, i);
                case I64 -> castFrom(x.longs[i], result, i);
            }
        }
        return result;
    }

    private static void castFrom(double x, Lanes to, int i) {
        switch (to.type.scalar()) {
            case F32 -> to.floats[i] = (float) x;
            case F64 -> to.doubles[i] = x;
            case I32 -> to.ints[i] = (int) x;
            case I64 -> to.longs[i] = (long) x;
            case BOOL -> throw new IllegalArgumentException("booleans are converted by select");
        }
    }

    private static void castFrom(long x, Lanes to, int i) {
        switch (to.type.scalar()) {
            case F32 -> to.floats[i] = (float) x;
            case F64 -> to.doubles[i] = (double) x;
            case I32 -> to.ints[i] = (int) x;
            case I64 -> to.longs[i] = x;
            case BOOL -> throw new IllegalArgumentException("booleans are converted by select");
        }
    }

    static Lanes bitcast(Scalar to, Lanes x) {
        Lanes result = new Lanes(x.type.scalar(to));
        for (int i = 0; i < x.count(); i++) {
            switch (to) {
                case F32 -> result.floats[i] = Float.intBitsToFloat(x.ints[i]);
                case I32 -> result.ints[i] = Float.floatToRawIntBits(x.floats[i]);
                case F64 -> result.doubles[i] = Double.longBitsToDouble(x.longs[i]);
                case I64 -> result.longs[i] = Double.doubleToRawLongBits(x.doubles[i]);
                case BOOL -> throw new IllegalArgumentException("booleans have no bits");
            }
        }
        return result;
    }

    /** @param limit what no byte of {@code signed} exceeds, as was promised */
    static Lanes dot4(Lanes accumulator, Lanes unsigned, Lanes signed, int limit) {
        return sumsOfFour(accumulator, (i, at) -> unsignedByte(unsigned, i, at) * signedByte(signed, i, at, limit));
    }

    static Lanes signedDot4(Lanes accumulator, Lanes left, Lanes right) {
        return sumsOfFour(accumulator, (i, at) -> (byte) unsignedByte(left, i, at) * signedByte(right, i, at, Expr.SignedDot4.LARGEST));
    }

    /** @param product of byte {@code at} of lane {@code i} */
    private static Lanes sumsOfFour(Lanes accumulator, IntBinaryOperator product) {
        Lanes result = new Lanes(accumulator.type);
        for (int i = 0; i < result.count(); i++) {
            int sum = accumulator.ints[i];
            for (int at = 0; at < 4; at++) {
                sum += product.applyAsInt(i, at);
            }
            result.ints[i] = sum;
        }
        return result;
    }

    private static int unsignedByte(Lanes lanes, int i, int at) {
        return lanes.ints[i] >>> 8 * at & 0xff;
    }

    private static int signedByte(Lanes lanes, int i, int at, int limit) {
        int value = (byte) unsignedByte(lanes, i, at);
        if (Math.abs(value) > limit) {
            throw new IllegalStateException("a byte is " + value + ", which was promised not to be beyond " + limit);
        }
        return value;
    }

    static Lanes reduce(BinaryOp op, Lanes x) {
        Lanes rest = x;
        while (rest.count() > 1) {
            int half = rest.count() / 2;
            Lanes low = new Lanes(x.type.lanes(half));
            Lanes high = new Lanes(x.type.lanes(half));
            for (int i = 0; i < half; i++) {
                low.copyLane(i, rest, i);
                high.copyLane(i, rest, half + i);
            }
            rest = binary(op, low, high);
        }
        return rest;
    }
}
