package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Functions;
import io.coracle.kernel.Scalar;
import io.coracle.op.Operator;
import io.coracle.tensor.DType;
import java.util.List;

/** Powers. The result has the type of the base; the exponent may be of another type since opset 12. */
record Pow() implements Operator.Elementwise {
    @Override
    public DType result(List<DType> inputs) {
        Numeric.number(inputs.get(1));
        return Numeric.number(inputs.getFirst());
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        DType type = types.getFirst();
        Expr x = inputs.getFirst();
        Expr y = inputs.get(1);
        if (type.isFloat()) {
            Expr exponent = Numeric.convert(types.get(1), Scalar.of(type) == Scalar.F64 ? DType.F64 : DType.F32, y);
            if (y instanceof Expr.Const c && Scalar.of(types.get(1)) == Scalar.F32) {
                return literal(x, exponent, Float.intBitsToFloat((int) c.bits()));
            }
            return Functions.pow(x, exponent);
        }
        if (types.get(1).isFloat()) {
            Expr power = Functions.pow(Numeric.convert(type, DType.F64, x), Numeric.convert(types.get(1), DType.F64, y));
            // A whole result that came out a hair too small must not be truncated to the number below.
            Expr near = power.rint();
            Expr close = near.minus(power).abs().le(power.abs().times(Expr.like(power, 1e-14)));
            return Numeric.convert(DType.F64, type, close.select(near, power));
        }
        return whole(x, Numeric.convert(types.get(1), x.type().scalar() == Scalar.I64 ? DType.I64 : DType.I32, y));
    }

    /** Powers that need no logarithm. */
    private static Expr literal(Expr x, Expr exponent, float value) {
        if (value == 1) {
            return x;
        } else if (value == 2) {
            return x.times(x);
        } else if (value == 3) {
            return x.times(x).times(x);
        } else if (value == -1) {
            return Expr.like(x, 1).over(x);
        } else if (value == 0.5f) {
            // A square root, but of -infinity and of -0 too.
            Expr lowest = Expr.like(x, Double.NEGATIVE_INFINITY);
            return x.eq(lowest).select(x.negate(), x.plus(Expr.like(x, 0)).sqrt());
        }
        return Functions.pow(x, exponent);
    }

    /** By squaring, with wrapping multiplication. Past 2^6 only 0, 1 and -1 have powers that are still of interest. */
    private static Expr whole(Expr x, Expr y) {
        Expr one = Expr.like(x, 1);
        Expr zero = Expr.like(x, 0);
        Expr result = one;
        Expr square = x;
        Expr rest = y;
        for (int bit = 0; bit < 6; bit++) {
            result = rest.and(one).eq(one).select(result.times(square), result);
            square = square.times(square);
            rest = rest.shr(1);
        }
        result = rest.eq(zero).select(result, result.times(square));
        Expr inverse = x.times(x).eq(one).select(y.and(one).eq(one).select(x, one), zero);
        return y.lt(zero).select(inverse, result);
    }
}
