package io.coracle.kernel;

import static io.coracle.kernel.Polynomials.horner;
import static io.coracle.kernel.Polynomials.isSingle;
import static io.coracle.kernel.Polynomials.mulAdd;
import static io.coracle.kernel.Polynomials.withSign;

/** Hyperbolic functions and their inverses. */
final class Hyperbolic {
    private static final double LN2 = 0.6931471805599453;
    /** From here on tanh is 1 in 32 bits. */
    private static final double TANH_LIMIT = 9.01;
    /** tanh x = x · p(x²) / q(x²), relative error 1e-7, rather above than below so that clamping gives exactly 1. */
    private static final double[] TANH_P = {1, 0.133803735451, 0.00349481235367, 2.05962911938e-05, 1.33368682313e-08};
    private static final double[] TANH_Q = {1, 0.46713687891933714, 0.02587403070332608, 0.0003284364852602014,
        7.769291369355849e-07};
    /** (sinh x - x) / x³ for |x| ≤ 1. */
    private static final double[] SINH_32 = {0.166666754, 0.008331762734, 0.000202588849};

    private Hyperbolic() {}

    static Expr tanh(Expr x) {
        Expr one = Expr.like(x, 1);
        if (isSingle(x)) {
            Expr limit = Expr.like(x, TANH_LIMIT);
            Expr inside = x.min(limit).max(limit.negate());
            Expr square = inside.times(inside);
            return inside.times(horner(square, TANH_P)).over(horner(square, TANH_Q)).min(one).max(one.negate());
        }
        Expr m = Exponential.expm1(x.abs().plus(x.abs()).min(Expr.like(x, 40)));
        return withSign(m.over(m.plus(Expr.like(x, 2))).min(one), x);
    }

    static Expr sinh(Expr x) {
        Expr a = x.abs();
        Expr half = halfExp(a);
        Expr large = half.minus(Expr.like(x, 0.25).over(half));
        Expr small;
        if (isSingle(x)) {
            Expr square = a.times(a);
            small = mulAdd(a.times(square), horner(square, SINH_32), a);
        } else {
            Expr m = Exponential.expm1(a.min(Expr.like(x, 1)));
            small = m.plus(m.over(m.plus(Expr.like(x, 1)))).times(Expr.like(x, 0.5));
        }
        return withSign(a.lt(Expr.like(x, 1)).select(small, large), x);
    }

    /** e^a / 2, which overflows later than e^a. */
    private static Expr halfExp(Expr a) {
        Expr root = Exponential.exp(a.times(Expr.like(a, 0.5)));
        return root.times(Expr.like(a, 0.5)).times(root);
    }

    static Expr cosh(Expr x) {
        Expr half = halfExp(x.abs());
        return half.plus(Expr.like(x, 0.25).over(half));
    }

    /** From here on 1 is lost beside x². */
    private static Expr huge(Expr x) {
        return Expr.like(x, isSingle(x) ? 0x1p14 : 0x1p28);
    }

    static Expr asinh(Expr x) {
        Expr a = x.abs();
        Expr one = Expr.like(x, 1);
        Expr inside = a.min(huge(x));
        Expr square = inside.times(inside);
        Expr near = Logarithm.log1p(inside.plus(square.over(one.plus(square.plus(one).sqrt()))));
        Expr far = Logarithm.log(a).plus(Expr.like(x, LN2));
        return withSign(a.gt(huge(x)).select(far, near), x);
    }

    static Expr acosh(Expr x) {
        Expr t = x.min(huge(x)).minus(Expr.like(x, 1));
        Expr near = Logarithm.log1p(t.plus(mulAdd(t, t, t.plus(t)).sqrt()));
        Expr far = Logarithm.log(x).plus(Expr.like(x, LN2));
        return x.gt(huge(x)).select(far, near);
    }

    static Expr atanh(Expr x) {
        Expr a = x.abs();
        Expr log = Logarithm.log1p(a.plus(a).over(Expr.like(x, 1).minus(a)));
        return Polynomials.copySign(log.times(Expr.like(x, 0.5)), x);
    }
}
