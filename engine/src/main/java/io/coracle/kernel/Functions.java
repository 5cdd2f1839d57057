package io.coracle.kernel;

/**
 * Functions of real numbers, written in the IR, so that every backend gives the same bits. All take and give f32 or f64, in any
 * number of lanes, and are free of branches: polynomials of fused multiply-adds, exponents set by integer arithmetic, special
 * cases by select. NaN gives NaN; errors in f32 are a few units in the last place unless stated, in f64 about 1e-15.
 */
public final class Functions {
    private Functions() {}

    /** e^x. Overflows to infinity; results below 2e-38 (f32) or 5e-308 (f64) are zero. */
    public static Expr exp(Expr x) {
        return Exponential.exp(x);
    }

    /** e^x for x that is never above 88 (f32) or 709 (f64): one operation less than {@link #exp}, as softmax wants it. */
    public static Expr expOfNonPositive(Expr x) {
        return Exponential.expBelow(x);
    }

    /** e^x - 1, also accurate near zero. */
    public static Expr expm1(Expr x) {
        return Exponential.expm1(x);
    }

    /** Natural logarithm: -infinity of zero, NaN of negative numbers. */
    public static Expr log(Expr x) {
        return Logarithm.log(x);
    }

    /** log(1 + x), also accurate near zero. */
    public static Expr log1p(Expr x) {
        return Logarithm.log1p(x);
    }

    /** x^y by the rules of C's {@code pow}: negative x takes integer y only, anything to the power 0 is 1. */
    public static Expr pow(Expr x, Expr y) {
        return Power.pow(x, y);
    }

    /** The error function; errors are below 4e-7 in f32. */
    public static Expr erf(Expr x) {
        return ErrorFunction.erf(x);
    }

    /** x · Φ(x) with the normal distribution's Φ; errors are below 7e-7 of x in f32, and below 2e-7 where x is negative. */
    public static Expr gelu(Expr x) {
        return Gelu.gelu(x);
    }

    /** Hyperbolic tangent. */
    public static Expr tanh(Expr x) {
        return Hyperbolic.tanh(x);
    }

    public static Expr sinh(Expr x) {
        return Hyperbolic.sinh(x);
    }

    public static Expr cosh(Expr x) {
        return Hyperbolic.cosh(x);
    }

    public static Expr asinh(Expr x) {
        return Hyperbolic.asinh(x);
    }

    /** Inverse hyperbolic cosine; NaN below 1. */
    public static Expr acosh(Expr x) {
        return Hyperbolic.acosh(x);
    }

    /** Inverse hyperbolic tangent; infinite at -1 and 1, NaN beyond. */
    public static Expr atanh(Expr x) {
        return Hyperbolic.atanh(x);
    }

    /** 1 / (1 + e^-x). */
    public static Expr sigmoid(Expr x) {
        Expr one = Expr.like(x, 1);
        return one.over(exp(x.negate()).plus(one));
    }

    /** log(1 + e^x), for any x. */
    public static Expr softplus(Expr x) {
        return x.max(Expr.like(x, 0)).plus(Logarithm.log1pOfFraction(expOfNonPositive(x.abs().negate())));
    }

    /** Sine; accurate for |x| up to 1e5 in f32 and 1e6 in f64, within [-1, 1] beyond. */
    public static Expr sin(Expr x) {
        return Trigonometry.sin(x);
    }

    /** Cosine; accurate where {@link #sin} is. */
    public static Expr cos(Expr x) {
        return Trigonometry.cos(x);
    }

    /** Tangent; accurate where {@link #sin} is. */
    public static Expr tan(Expr x) {
        return Trigonometry.tan(x);
    }

    /** Inverse sine; NaN outside [-1, 1]. */
    public static Expr asin(Expr x) {
        return Trigonometry.asin(x);
    }

    /** Inverse cosine; NaN outside [-1, 1]. */
    public static Expr acos(Expr x) {
        return Trigonometry.acos(x);
    }

    public static Expr atan(Expr x) {
        return Trigonometry.atan(x);
    }

    /** The remainder of x / y with the sign of x, as C's {@code fmod}; exact while |x / y| is below 2^69. */
    public static Expr remainder(Expr x, Expr y) {
        return Power.remainder(x, y);
    }
}
