package io.coracle.kernel;

import static io.coracle.kernel.Polynomials.horner;
import static io.coracle.kernel.Polynomials.isSingle;
import static io.coracle.kernel.Polynomials.mulAdd;
import static io.coracle.kernel.Polynomials.withSign;

/** Trigonometric functions, after taking whole quarter turns away, and their inverses. */
final class Trigonometry {
    private static final double PI = Math.PI;
    /** A quarter turn in parts whose products with small integers are exact; f32 leaves that to fused multiply-add. */
    private static final double[] QUARTER_32 = {1.57079637e+00, -4.37113883e-08, -1.71512489e-15};
    private static final double[] QUARTER_64 = {1.57079632673412561417e+00, 6.07710050630396597660e-11, 2.02226624871116645580e-21,
        8.47842766036889956997e-32};
    private static final double[] SIN_32 = {-0.166666646, 0.008332736559, -0.0001958537321};
    private static final double[] COS_32 = {0.0416666646, -0.00138882913, 2.454541908e-5};
    private static final double[] SIN_64 = {-0.166666666666666667, 0.00833333333333333138, -0.000198412698412648216,
        2.75573192191507816e-6, -2.50521061673357064e-8, 1.60585213499549863e-10, -7.58609478967262007e-13};
    private static final double[] COS_64 = {0.0416666666666666667, -0.00138888888888888878, 0.0000248015873015845111,
        -2.7557319221298087e-7, 2.08767557548795964e-9, -1.14704551782169066e-11, 4.74553701731925837e-14};
    private static final double[] ASIN_32 = {0.1666667241, 0.07498855073, 0.04500138007, 0.02655454221, 0.03808502356};
    private static final double[] ASIN_64 = {0.166666666666666486, 0.0750000000002076436, 0.0446428571034236434,
        0.0303819473670984811, 0.0223720476317445104, 0.0173552599557863217, 0.0139296529023266332, 0.0118754943826369232,
        0.00780294947735331709, 0.0160355143491488232, -0.0107490503396978078, 0.0281692180608814131};
    private static final double[] ATAN_32 = {-0.333333231, 0.1999868117, -0.1425704493, 0.1086575908, -0.08009681717, 0.04891432154,
        -0.02002674764, 0.003866738914};
    /** For arguments up to tan(π/8). */
    private static final double[] ATAN_64 = {-0.333333333333333302, 0.199999999999955141, -0.142857142846651796,
        0.111111110151467146, -0.0909090457366905996, 0.0769218308734202595, -0.0666450998981804447, 0.0585813625190614628,
        -0.050853834888428314, 0.0392297445366122308, -0.0191745435720213323};

    private Trigonometry() {}

    /** Sine and cosine of what is left of x after {@code quadrant} quarter turns. */
    private record Turned(Expr quadrant, Expr sin, Expr cos) {}

    private static Turned turn(Expr x) {
        boolean single = isSingle(x);
        // Beyond this the type has too few digits to say where on the circle x lies.
        Expr most = Expr.like(x, single ? 0x1p22 : 0x1p50);
        Expr inside = x.minus(x.abs().le(most).select(Expr.like(x, 0), x));
        Expr shifter = Expr.like(x, single ? 0x1.8p23 : 0x1.8p52);
        Expr shifted = mulAdd(inside, Expr.like(x, 2 / PI), shifter);
        Expr n = shifted.minus(shifter);
        Expr r = inside;
        for (double part : single ? QUARTER_32 : QUARTER_64) {
            r = mulAdd(n, Expr.like(x, -part), r);
        }
        Expr square = r.times(r);
        Expr sin = mulAdd(horner(square, single ? SIN_32 : SIN_64), square.times(r), r);
        Expr cos = mulAdd(horner(square, single ? COS_32 : COS_64), square.times(square),
            mulAdd(square, -0.5, 1));
        return new Turned(Polynomials.bits(shifted), sin, cos);
    }

    private static Expr pick(Expr quadrant, Turned turned) {
        Expr one = Expr.like(quadrant, 1);
        boolean single = quadrant.type().scalar() == Scalar.I32;
        Expr odd = quadrant.and(one).eq(one);
        Expr value = odd.select(turned.cos, turned.sin);
        Expr sign = quadrant.and(Expr.like(quadrant, 2)).shl(single ? 30 : 62);
        return Polynomials.number(Polynomials.bits(value).xor(sign));
    }

    static Expr sin(Expr x) {
        Turned turned = turn(x);
        return pick(turned.quadrant, turned);
    }

    static Expr cos(Expr x) {
        Turned turned = turn(x);
        return pick(turned.quadrant.plus(1), turned);
    }

    static Expr tan(Expr x) {
        Turned turned = turn(x);
        Expr one = Expr.like(turned.quadrant, 1);
        Expr odd = turned.quadrant.and(one).eq(one);
        return odd.select(turned.cos.negate(), turned.sin).over(odd.select(turned.sin, turned.cos));
    }

    /** asin of a number from 0 to 1/2, with its square. */
    private static Expr asinSmall(Expr a, Expr square) {
        return mulAdd(a.times(square), horner(square, isSingle(a) ? ASIN_32 : ASIN_64), a);
    }

    static Expr asin(Expr x) {
        Expr a = x.abs();
        Expr half = Expr.like(x, 0.5);
        Expr large = a.gt(half);
        Expr square = large.select(half.minus(a.times(half)), a.times(a));
        Expr p = asinSmall(large.select(square.sqrt(), a), square);
        return Polynomials.copySign(large.select(Expr.like(x, PI / 2).minus(p.plus(p)), p), x);
    }

    static Expr acos(Expr x) {
        Expr a = x.abs();
        Expr half = Expr.like(x, 0.5);
        Expr large = a.gt(half);
        Expr square = large.select(half.minus(a.times(half)), a.times(a));
        Expr p = asinSmall(large.select(square.sqrt(), a), square);
        Expr twice = p.plus(p);
        Expr outer = x.lt(Expr.like(x, 0)).select(Expr.like(x, PI).minus(twice), twice);
        return large.select(outer, Expr.like(x, PI / 2).minus(Polynomials.copySign(p, x)));
    }

    static Expr atan(Expr x) {
        Expr a = x.abs();
        Expr one = Expr.like(x, 1);
        if (isSingle(x)) {
            Expr large = a.gt(one);
            Expr r = large.select(one.over(a), a);
            Expr square = r.times(r);
            Expr p = mulAdd(horner(square, ATAN_32), square.times(r), r);
            return withSign(large.select(Expr.like(x, PI / 2).minus(p), p), x);
        }
        Expr top = a.gt(Expr.like(x, 2.414213562373095));
        Expr middle = a.gt(Expr.like(x, 0.41421356237309503));
        Expr r = top.select(one.negate().over(a), middle.select(a.minus(one).over(a.plus(one)), a));
        r = a.eq(Expr.like(x, Double.POSITIVE_INFINITY)).select(Expr.like(x, 0), r);
        Expr square = r.times(r);
        Expr p = mulAdd(horner(square, ATAN_64), square.times(r), r);
        Expr base = top.select(Expr.like(x, PI / 2), middle.select(Expr.like(x, PI / 4), Expr.like(x, 0)));
        return withSign(base.plus(p), x);
    }
}
