package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Binary;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.Compare;
import io.coracle.kernel.Expr.CompareOp;
import io.coracle.kernel.Scalar;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import java.util.List;

/** Arithmetic that depends on more than the register: unsigned integers of full width, and conversions between element types. */
public final class Numeric {
    private Numeric() {}

    /** The one type of all inputs. Throws {@link OperatorException} when they differ or are no numbers. */
    public static DType same(List<DType> types) {
        for (DType type : types) {
            if (type != types.getFirst()) {
                throw new OperatorException("inputs have different element types: " + types);
            }
        }
        return number(types.getFirst());
    }

    /** Throws {@link OperatorException} for booleans, strings and types that kernels do not compute with. */
    public static DType number(DType type) {
        if (!Scalar.holds(type) || type == DType.BOOL) {
            throw new OperatorException("does not take " + type);
        }
        return type;
    }

    /** Throws {@link OperatorException} for all but floats of 16 to 64 bits. */
    public static DType floating(DType type) {
        if (!Scalar.holds(type) || !type.isFloat()) {
            throw new OperatorException("takes floats, not " + type);
        }
        return type;
    }

    /** Throws {@link OperatorException} for all but integers of 8 to 64 bits. */
    public static DType integer(DType type) {
        if (!Scalar.holds(type) || !type.isInteger()) {
            throw new OperatorException("takes integers, not " + type);
        }
        return type;
    }

    /** Whether a register of this type holds unsigned numbers whose highest bit looks like a sign. */
    private static boolean fullUnsigned(DType type) {
        return type == DType.U32 || type == DType.U64;
    }

    public static Expr divide(DType type, Expr a, Expr b) {
        return fullUnsigned(type) ? new Binary(BinaryOp.DIVU, a, b) : a.over(b);
    }

    /** The remainder with the sign of the dividend; integers only. */
    public static Expr remainder(DType type, Expr a, Expr b) {
        return fullUnsigned(type) ? new Binary(BinaryOp.REMU, a, b) : a.modulo(b);
    }

    public static Expr less(DType type, Expr a, Expr b) {
        return fullUnsigned(type) ? new Compare(CompareOp.LTU, a, b) : a.lt(b);
    }

    public static Expr max(DType type, Expr a, Expr b) {
        return fullUnsigned(type) ? less(type, a, b).select(b, a) : a.max(b);
    }

    public static Expr min(DType type, Expr a, Expr b) {
        return fullUnsigned(type) ? less(type, b, a).select(b, a) : a.min(b);
    }

    /**
     * Converts a number from one element type to another as C does; floats that do not fit an integer of 32 or 64 bits
     * saturate. Conversion to {@link DType#BOOL} gives a BOOL value.
     */
    public static Expr convert(DType from, DType to, Expr x) {
        if (from == to) {
            return x;
        }
        if (to == DType.BOOL) {
            return x.ne(Expr.like(x, 0));
        }
        Scalar target = Scalar.of(to);
        Scalar source = x.type().scalar();
        if (source.isFloat()) {
            return switch (to) {
                case U32 -> x.cast(Scalar.I64).cast(Scalar.I32);
                case U64 -> toUnsigned(x);
                default -> x.cast(target);
            };
        }
        return switch (from) {
            case U32 -> target == Scalar.I32 ? x : zeroExtended(x).cast(target);
            case U64 -> target.isFloat() ? unsignedToFloat(x, target) : x.cast(target);
            default -> x.cast(target);
        };
    }

    private static Expr zeroExtended(Expr x) {
        Expr wide = x.cast(Scalar.I64);
        return wide.and(Expr.like(wide, 0xffff_ffffL));
    }

    private static Expr toUnsigned(Expr x) {
        Expr half = Expr.like(x, 0x1p63);
        Expr high = x.minus(half).cast(Scalar.I64);
        return x.ge(half).select(high.plus(Expr.i64(Long.MIN_VALUE).broadcast(x.type().lanes())), x.cast(Scalar.I64));
    }

    private static Expr unsignedToFloat(Expr x, Scalar target) {
        // Halved, the lost bit kept as a sticky one so that rounding stays correct.
        Expr halved = x.shru(1).or(x.and(Expr.like(x, 1))).cast(target);
        return x.lt(Expr.like(x, 0)).select(halved.plus(halved), x.cast(target));
    }
}
