package io.coracle.op.quant;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Scalar;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;

/** From floats to narrow integers. */
public final class Rounding {
    /** Adding this moves the integer part of a float into its low bits, rounded to nearest even; |x| must be below 2^22. */
    private static final float SHIFTER = 0x1.8p23f;

    private Rounding() {}

    /** The smallest and the largest integer of 2 to 16 bits. Throws {@link OperatorException} for other types. */
    static int[] range(DType type) {
        if (!type.isInteger() || type.bits() > 16) {
            throw new OperatorException("does not quantise to " + type);
        }
        int levels = 1 << type.bits();
        return type.isUnsigned() ? new int[] {0, levels - 1} : new int[] {-levels / 2, levels / 2 - 1};
    }

    /** {@code rint(x) + zero} in the range of a type: x is f32, the zero point and the result are i32. */
    public static Expr toInteger(DType type, Expr x, Expr zero) {
        int[] range = range(type);
        Expr low = Expr.like(zero, range[0]).minus(zero).cast(Scalar.F32);
        Expr high = Expr.like(zero, range[1]).minus(zero).cast(Scalar.F32);
        Expr shifted = x.max(low).min(high).plus(Expr.like(x, SHIFTER)).bitcast(Scalar.I32);
        // The zero point is the same for many numbers, so what is added to all of them is one sum.
        return shifted.plus(zero.minus(Expr.like(zero, Float.floatToRawIntBits(SHIFTER))));
    }
}
