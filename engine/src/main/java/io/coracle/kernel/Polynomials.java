package io.coracle.kernel;

/** Pieces that the functions of {@link Functions} are made of. */
final class Polynomials {
    private Polynomials() {}

    static boolean isSingle(Expr x) {
        return x.type().scalar() == Scalar.F32;
    }

    /** {@code a * b + c}; fused where the type has a fused operation. */
    static Expr mulAdd(Expr a, Expr b, Expr c) {
        return isSingle(a) ? a.fma(b, c) : a.times(b).plus(c);
    }

    static Expr mulAdd(Expr a, double b, double c) {
        return mulAdd(a, Expr.like(a, b), Expr.like(a, c));
    }

    /** {@code c[0] + c[1] x + c[2] x^2 …} by Horner's rule. */
    static Expr horner(Expr x, double... c) {
        Expr sum = Expr.like(x, c[c.length - 1]);
        for (int i = c.length - 2; i >= 0; i--) {
            sum = mulAdd(sum, x, Expr.like(x, c[i]));
        }
        return sum;
    }

    /** As {@link #horner}, with even and odd powers apart: half as many steps wait for each other. */
    static Expr evenOdd(Expr x, double... c) {
        double[] even = new double[(c.length + 1) / 2];
        double[] odd = new double[c.length / 2];
        for (int i = 0; i < c.length; i++) {
            (i % 2 == 0 ? even : odd)[i / 2] = c[i];
        }
        Expr square = x.times(x);
        return mulAdd(horner(square, odd), x, horner(square, even));
    }

    /** The same number of lanes of integers that are as wide as the lanes of x. */
    static Expr bits(Expr x) {
        return x.bitcast(isSingle(x) ? Scalar.I32 : Scalar.I64);
    }

    /** A constant in the bit representation of x. */
    static Expr mask(Expr x, int f32, long f64) {
        return isSingle(x)
            ? Expr.i32(f32).broadcast(x.type().lanes())
            : Expr.i64(f64).broadcast(x.type().lanes());
    }

    static Expr number(Expr bits) {
        return bits.bitcast(bits.type().scalar() == Scalar.I32 ? Scalar.F32 : Scalar.F64);
    }

    /** |magnitude| with the sign of another number. */
    static Expr copySign(Expr magnitude, Expr sign) {
        Expr signBit = mask(sign, 0x8000_0000, 0x8000_0000_0000_0000L);
        Expr rest = mask(sign, 0x7fff_ffff, 0x7fff_ffff_ffff_ffffL);
        return number(bits(magnitude).and(rest).or(bits(sign).and(signBit)));
    }

    /** A number that is not negative, with the sign of another. */
    static Expr withSign(Expr nonNegative, Expr sign) {
        Expr signBit = mask(sign, 0x8000_0000, 0x8000_0000_0000_0000L);
        return number(bits(nonNegative).or(bits(sign).and(signBit)));
    }

    static Expr isFinite(Expr x) {
        return x.abs().lt(Expr.like(x, Double.POSITIVE_INFINITY));
    }
}
