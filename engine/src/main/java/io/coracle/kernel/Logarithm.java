package io.coracle.kernel;

import static io.coracle.kernel.Polynomials.horner;
import static io.coracle.kernel.Polynomials.isSingle;
import static io.coracle.kernel.Polynomials.mulAdd;

/** log x as e · ln(2) + log m, with m near 1 taken from the bits of x. */
final class Logarithm {
    private static final double LN2 = 0.6931471805599453;
    /** (log(1 + f) - f + f²/2) / f³ for f from -1/3 to 1/3, error 4e-7 of that. */
    private static final double[] LOG_32 = {0.3333332017, -0.249999879, 0.2000378032, -0.1667014069, 0.141183099, -0.1234619025,
        0.1342574901, -0.1212558065};
    /** Of 2 atanh(s) = 2 s (1 + s²/3 + …). */
    private static final double[] ATANH_64 = {1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19,
        1.0 / 21, 1.0 / 23};

    private Logarithm() {}

    /** A positive number as 2^exponent · mantissa, the mantissa from 2/3 to 4/3 (f32) or √½ to √2 (f64). */
    record Parts(Expr exponent, Expr mantissa) {}

    static Parts split(Expr x) {
        boolean single = isSingle(x);
        Expr tiny = x.lt(Expr.like(x, single ? 0x1p-126 : 0x1p-1022));
        Parts parts = splitNormal(tiny.select(x.times(Expr.like(x, single ? 0x1p25 : 0x1p54)), x));
        Expr e = parts.exponent;
        return new Parts(tiny.select(e.minus(Expr.like(x, single ? 25 : 54)), e), parts.mantissa);
    }

    /** The same for numbers that are not subnormal. */
    private static Parts splitNormal(Expr x) {
        Expr start = Polynomials.mask(x, 0x3f2a_aaab, 0x3fe6_a09e_667f_3bcdL);
        Expr bits = Polynomials.bits(x);
        int width = isSingle(x) ? 23 : 52;
        Expr exponent = bits.minus(start).shr(width);
        Expr mantissa = Polynomials.number(bits.minus(exponent.shl(width)));
        return new Parts(exponent.cast(x.type().scalar()), mantissa);
    }

    static Expr log(Expr x) {
        return special(x, of(split(x)));
    }

    private static Expr of(Parts parts) {
        Expr m = parts.mantissa;
        Expr one = Expr.like(m, 1);
        Expr f = m.minus(one);
        if (isSingle(m)) {
            Expr square = f.times(f);
            Expr tail = mulAdd(square, Expr.like(m, -0.5), horner(f, LOG_32).times(square.times(f)));
            return mulAdd(parts.exponent, Expr.like(m, LN2), f.plus(tail));
        }
        Expr s = f.over(m.plus(one));
        Expr square = s.times(s);
        Expr series = s.times(square).times(horner(square, ATANH_64)).plus(s);
        return series.plus(series).plus(parts.exponent.times(Expr.like(m, 1.90821492927058770002e-10)))
            .plus(parts.exponent.times(Expr.like(m, 6.93147180369123816490e-01)));
    }

    /** What the bits of zero, infinity, NaN and negative numbers do not tell. */
    private static Expr special(Expr x, Expr result) {
        Expr zero = Expr.like(x, 0);
        Expr edge = x.eq(zero).select(Expr.like(x, Double.NEGATIVE_INFINITY), x.lt(zero).select(Expr.like(x, Double.NaN), x));
        return zero.lt(x).select(Polynomials.isFinite(x).select(result, edge), edge);
    }

    static Expr log1p(Expr x) {
        Expr one = Expr.like(x, 1);
        Expr sum = one.plus(x);
        // The logarithm's slope times what 1 + x lost by rounding.
        Expr lost = x.minus(sum.minus(one)).over(sum);
        Expr log = special(sum, of(splitNormal(sum)));
        Expr result = log.plus(Polynomials.isFinite(lost).select(lost, Expr.like(x, 0)));
        return x.eq(Expr.like(x, 0)).select(x, result);
    }

    /** The same for x from 0 to 1, which has no special cases. */
    static Expr log1pOfFraction(Expr x) {
        Expr one = Expr.like(x, 1);
        Expr sum = one.plus(x);
        return of(splitNormal(sum)).plus(x.minus(sum.minus(one)).over(sum));
    }
}
