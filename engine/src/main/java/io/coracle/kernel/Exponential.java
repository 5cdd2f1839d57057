package io.coracle.kernel;

import static io.coracle.kernel.Polynomials.horner;
import static io.coracle.kernel.Polynomials.isSingle;
import static io.coracle.kernel.Polynomials.mulAdd;

/**
 * e^x as 2^n · e^r with |r| ≤ ln(2)/2. Adding a large number rounds x / ln(2) to n and leaves n, biased, in the low bits of the
 * sum; shifted up they are 2^(n-1) as a float. The polynomial gives 2·e^r, so that 2^n never overflows before the result does,
 * and a biased exponent of zero makes tiny results zero without a select.
 */
final class Exponential {
    private static final double LOG2_E = 1.4426950408889634;
    /** 1.5 · 2^23, plus the exponent bias less one. */
    private static final double SHIFTER_32 = 0x1.8p23 + 126;
    private static final double SHIFTER_64 = 0x1.8p52 + 1022;
    private static final double LOWEST_32 = -87.3;
    private static final double HIGHEST_32 = 88.9;
    private static final double LOWEST_64 = -708.3;
    private static final double HIGHEST_64 = 709.9;
    /** ln(2) in two parts; products of the first with n are exact. */
    private static final double LN2_HIGH_32 = 0.693359375;
    private static final double LN2_LOW_32 = -2.12194440e-4;
    private static final double LN2_HIGH_64 = 6.93147180369123816490e-01;
    private static final double LN2_LOW_64 = 1.90821492927058770002e-10;
    /** Minimax for e^r with the first coefficient exact, relative error 9.2e-8. */
    private static final double[] EXP_32 =
        {1, 0.9999997054239104, 0.49999146138577627, 0.16667640095732417, 0.041898391051670335, 0.008290227418014003};
    /** Minimax for e^r - 1 = r · (1 + r · …), relative error 3e-9. */
    private static final double[] EXPM1_32 =
        {0.4999999341226099, 0.16666520105546223, 0.041668394259158914, 0.008368780622226133, 0.0013814464752048491};
    private static final double[] FACTORIALS = {
        1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800,
        1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800.0};

    private Exponential() {}

    /** x taken apart: {@code halfPower} is 2^(n-1). */
    private record Reduced(Expr halfPower, Expr rest) {}

    private static Reduced reduce(Expr x) {
        boolean single = isSingle(x);
        Expr shifter = Expr.like(x, single ? SHIFTER_32 : SHIFTER_64);
        Expr shifted = mulAdd(x, Expr.like(x, LOG2_E), shifter);
        Expr n = shifted.minus(shifter);
        Expr rest = mulAdd(n, Expr.like(x, single ? -LN2_HIGH_32 : -LN2_HIGH_64), x);
        rest = mulAdd(n, Expr.like(x, single ? -LN2_LOW_32 : -LN2_LOW_64), rest);
        Expr power = Polynomials.number(Polynomials.bits(shifted).shl(single ? 23 : 52));
        return new Reduced(power, rest);
    }

    static Expr exp(Expr x) {
        return expBelow(x.min(Expr.like(x, isSingle(x) ? HIGHEST_32 : HIGHEST_64)));
    }

    static Expr expBelow(Expr x) {
        Reduced parts = reduce(x.max(Expr.like(x, isSingle(x) ? LOWEST_32 : LOWEST_64)));
        double[] series = isSingle(x) ? EXP_32 : FACTORIALS;
        double[] twice = new double[series.length];
        for (int i = 0; i < series.length; i++) {
            twice[i] = 2 * series[i];
        }
        return horner(parts.rest, twice).times(parts.halfPower);
    }

    static Expr expm1(Expr x) {
        boolean single = isSingle(x);
        Expr clamped = x.min(Expr.like(x, single ? HIGHEST_32 : HIGHEST_64)).max(Expr.like(x, single ? -20 : -40));
        Reduced parts = reduce(clamped);
        Expr r = parts.rest;
        double[] tail = EXPM1_32;
        if (!single) {
            tail = new double[FACTORIALS.length - 2];
            System.arraycopy(FACTORIALS, 2, tail, 0, tail.length);
        }
        Expr series = mulAdd(r.times(r), horner(r, tail), r);
        // 2^n (e^r - 1) + (2^n - 1), halved so that 2^n does not overflow first.
        Expr half = mulAdd(series, parts.halfPower, parts.halfPower.minus(Expr.like(x, 0.5)));
        Expr result = half.plus(half);
        return x.eq(Expr.like(x, 0)).select(x, result);
    }
}
