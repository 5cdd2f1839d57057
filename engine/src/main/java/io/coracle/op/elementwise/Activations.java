package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Functions;

/** The functions between the layers of a network, as expressions. */
public final class Activations {
    private Activations() {}

    private static Expr zero(Expr x) {
        return Expr.like(x, 0);
    }

    private static Expr one(Expr x) {
        return Expr.like(x, 1);
    }

    public static Expr relu(Expr x) {
        return x.max(zero(x));
    }

    /** -1, 0 or 1. */
    public static Expr sign(Expr x) {
        Expr positive = x.gt(zero(x)).select(one(x), x.times(zero(x)));
        return x.lt(zero(x)).select(one(x).negate(), positive);
    }

    public static Expr leakyRelu(Expr x, double alpha) {
        return x.lt(zero(x)).select(x.times(Expr.like(x, alpha)), x);
    }

    public static Expr thresholdedRelu(Expr x, double alpha) {
        return x.gt(Expr.like(x, alpha)).select(x, zero(x));
    }

    public static Expr elu(Expr x, double alpha) {
        return x.lt(zero(x)).select(Functions.expm1(x).times(Expr.like(x, alpha)), x);
    }

    public static Expr selu(Expr x, double alpha, double gamma) {
        return elu(x, alpha).times(Expr.like(x, gamma));
    }

    public static Expr celu(Expr x, double alpha) {
        Expr below = Functions.expm1(x.over(Expr.like(x, alpha))).times(Expr.like(x, alpha));
        return x.max(zero(x)).plus(below.min(zero(x)));
    }

    public static Expr hardSigmoid(Expr x, double alpha, double beta) {
        return x.times(Expr.like(x, alpha)).plus(Expr.like(x, beta)).min(one(x)).max(zero(x));
    }

    public static Expr hardSwish(Expr x) {
        return x.times(hardSigmoid(x, 1.0 / 6, 0.5));
    }

    /** x · sigmoid(alpha · x). */
    public static Expr swish(Expr x, double alpha) {
        return x.times(Functions.sigmoid(x.times(Expr.like(x, alpha))));
    }

    /** x · tanh(log(1 + e^x)) = x · n / (n + 2), n = e^x (e^x + 2): one exponential instead of three functions. */
    public static Expr mish(Expr x) {
        Expr e = Functions.expOfNonPositive(x.min(Expr.like(x, 20)));
        Expr n = e.times(e.plus(Expr.like(x, 2)));
        return x.times(n.over(n.plus(Expr.like(x, 2))));
    }

    public static Expr softsign(Expr x) {
        return x.over(one(x).plus(x.abs()));
    }

    /** x for |x| above a threshold, moved toward zero by a bias; zero else. */
    public static Expr shrink(Expr x, double bias, double threshold) {
        Expr b = Expr.like(x, bias);
        Expr limit = Expr.like(x, threshold);
        return x.lt(limit.negate()).select(x.plus(b), x.gt(limit).select(x.minus(b), zero(x)));
    }

    /** The approximation of {@link Functions#gelu} by tanh. */
    public static Expr geluTanh(Expr x) {
        Expr cubic = x.times(x).times(x).times(Expr.like(x, 0.044715)).plus(x);
        // (1 + tanh u) / 2 is sigmoid(2u).
        return x.times(Functions.sigmoid(cubic.times(Expr.like(x, 1.5957691216057308))));
    }
}
