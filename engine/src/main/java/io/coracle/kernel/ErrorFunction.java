package io.coracle.kernel;

import static io.coracle.kernel.Polynomials.evenOdd;
import static io.coracle.kernel.Polynomials.isSingle;
import static io.coracle.kernel.Polynomials.mulAdd;

/**
 * erf x as x · p(x²), without division, exponential or selection. The argument of p is scaled to [-1, 1], where its coefficients
 * do not cancel; past the interval p grows, and clamping the product to ±1 is all that large arguments need.
 */
final class ErrorFunction {
    private static final double LIMIT_32 = 3.85;
    private static final double LIMIT_64 = 6;
    /** Minimax, relative error 8.4e-8. */
    private static final double[] ERF_32 = {0.367284816, -0.183301864, 0.136211929, -0.110370697, 0.0908105861, -0.0733508638,
        0.0564715257, -0.040264448, 0.0280998021, -0.020464193, 0.0114774167, -0.00316687884, 0.00230475918, -0.00340045676,
        0.0013988353};
    /** Chebyshev series, because plain coefficients of this degree would cancel. */
    private static final double[] ERF_64 = {0.73489963608598394 / 2, -0.31346560667104407, 0.18068036754729296, -0.10948259780540116,
        0.066500283215068185, -0.039762841615226303, 0.023194768790993588, -0.013132045071459708, 0.0071936640330124119,
        -0.0038054400470202569, 0.0019417349790361435, -0.0009550486382425634, 0.00045268145600345203, -0.00020677121401621907,
        9.1033786304246252e-5, -3.8643763448619959e-5, 1.5824027438876404e-5, -6.2538381715621723e-6, 2.386845548862012e-6,
        -8.8028519595746922e-7, 3.1392692693417674e-7, -1.0832563596400346e-7, 3.6193117346909021e-8, -1.1716764549277863e-8,
        3.6776422490784714e-9, -1.119956011908256e-9, 3.3112128776045584e-10, -9.5105845285799644e-11, 2.6554266607383329e-11,
        -7.2116504210327657e-12, 1.9061956015534206e-12, -4.9066449704259547e-13, 1.2306392983660208e-13, -3.0091452619363849e-14,
        7.1771451137655214e-15, -1.6706262049115717e-15, 3.797008593690607e-16, -8.4303859225368263e-17, 1.8293595456022487e-17};

    private ErrorFunction() {}

    static Expr erf(Expr x) {
        Expr one = Expr.like(x, 1);
        if (isSingle(x)) {
            Expr t = mulAdd(x.times(Expr.like(x, 2 / (LIMIT_32 * LIMIT_32))), x, Expr.like(x, -1));
            // Past the limit the factor stays, or its parts would become infinities of different signs; x alone makes the result 1.
            return x.times(evenOdd(t.min(one), ERF_32)).min(one).max(one.negate());
        }
        Expr limit = Expr.like(x, LIMIT_64);
        Expr inside = x.min(limit).max(limit.negate());
        Expr t = mulAdd(inside.times(Expr.like(x, 2 / (LIMIT_64 * LIMIT_64))), inside, Expr.like(x, -1));
        return inside.times(clenshaw(t, ERF_64)).min(one).max(one.negate());
    }

    private static Expr clenshaw(Expr t, double[] c) {
        Expr twice = t.plus(t);
        Expr last = Expr.like(t, c[c.length - 1]);
        Expr beforeLast = Expr.like(t, 0);
        for (int i = c.length - 2; i >= 1; i--) {
            Expr next = mulAdd(twice, last, Expr.like(t, c[i]).minus(beforeLast));
            beforeLast = last;
            last = next;
        }
        return mulAdd(t, last, Expr.like(t, c[0]).minus(beforeLast));
    }
}
