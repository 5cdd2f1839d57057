package io.coracle.kernel;

import static io.coracle.kernel.Polynomials.horner;
import static io.coracle.kernel.Polynomials.isSingle;
import static io.coracle.kernel.Polynomials.mulAdd;

/**
 * x^y as e^(y · log|x|). The logarithm is kept in two floats, because its error is multiplied by y · log|x|, up to 88 in f32.
 */
final class Power {
    private static final double[] ATANH_32 = {0.3333332539, 0.2000148296, 0.1419928074, 0.1293334961};
    private static final double[] ATANH_64 = {1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19,
        1.0 / 21, 1.0 / 23};

    private Power() {}

    /** An unevaluated sum of two numbers, the second far smaller. */
    private record Pair(Expr high, Expr low) {}

    static Expr pow(Expr x, Expr y) {
        Expr zero = Expr.like(x, 0);
        Expr one = Expr.like(x, 1);
        Expr infinity = Expr.like(x, Double.POSITIVE_INFINITY);
        Expr a = x.abs();
        Expr magnitude = ofMagnitude(a, y);
        // Zero and infinity have no logarithm to multiply.
        Expr grows = y.gt(zero);
        magnitude = a.eq(zero).select(grows.select(zero, infinity), magnitude);
        magnitude = a.eq(infinity).select(grows.select(infinity, zero), magnitude);
        Expr endless = y.abs().eq(infinity);
        Expr limit = a.gt(one).select(grows.select(infinity, zero), grows.select(zero, infinity));
        magnitude = endless.select(a.eq(one).select(one, limit), magnitude);

        Expr whole = new Expr.Unary(Expr.UnaryOp.TRUNC, y);
        Expr half = y.times(Expr.like(y, 0.5));
        Expr odd = whole.eq(y).select(half, zero).ne(whole.eq(y).select(new Expr.Unary(Expr.UnaryOp.TRUNC, half), zero));
        Expr signed = odd.select(Polynomials.copySign(magnitude, x), magnitude);
        Expr undefined = x.lt(zero).select(whole.eq(y).select(zero, one), zero).gt(zero);
        Expr finiteBase = a.lt(infinity).select(undefined.select(Expr.like(x, Double.NaN), signed), signed);
        Expr result = x.eq(x).select(y.eq(y).select(finiteBase, y), x);
        return y.eq(zero).select(one, x.eq(one).select(one, result));
    }

    static Expr remainder(Expr x, Expr y) {
        Expr zero = Expr.like(x, 0);
        Expr a = x.abs();
        Expr b = y.abs();
        Expr rest = a;
        // A rounded quotient takes all but its last digits away, exactly.
        for (int round = 0; round < 3; round++) {
            Expr quotient = new Expr.Unary(Expr.UnaryOp.TRUNC, rest.over(b));
            Expr product = quotient.times(b);
            rest = rest.minus(product).minus(lostInProduct(quotient, b, product));
        }
        Expr mended = rest.lt(zero).select(rest.plus(b), rest);
        Expr whole = a.lt(b).select(a, mended);
        return Polynomials.copySign(Polynomials.isFinite(x).select(whole, x.minus(x)), x);
    }

    private static Expr ofMagnitude(Expr a, Expr y) {
        Pair log = log(a);
        Expr product = y.times(log.high);
        Expr rest = mulAdd(y, log.low, lostInProduct(y, log.high, product));
        Expr power = Exponential.exp(product);
        // e^(p + r) = e^p + e^p · r for a tiny r; past overflow or underflow there is nothing to correct.
        Expr corrected = mulAdd(power, rest, power);
        Expr regular = Polynomials.isFinite(power).select(rest.abs().lt(Expr.like(a, 1)).select(corrected, power), power);
        return regular;
    }

    /** What a product lost by rounding, by Dekker's splitting: not every target rounds a multiplication and an addition only once. */
    private static Expr lostInProduct(Expr a, Expr b, Expr product) {
        Pair x = halves(a);
        Pair y = halves(b);
        return x.low.times(y.low).minus(product.minus(x.high.times(y.high)).minus(x.low.times(y.high)).minus(x.high.times(y.low)));
    }

    private static Pair halves(Expr a) {
        Expr high = Polynomials.number(Polynomials.bits(a).and(Expr.like(Polynomials.bits(a), 0).plus(
            Polynomials.mask(a, 0xffff_f000, 0xffff_ffff_f800_0000L))));
        return new Pair(high, a.minus(high));
    }

    /** log a = e · ln(2) + 2 atanh(q), q = (m - 1) / (m + 1), in two numbers. */
    private static Pair log(Expr a) {
        boolean single = isSingle(a);
        Logarithm.Parts parts = Logarithm.split(a);
        Expr one = Expr.like(a, 1);
        Expr m = parts.mantissa();
        Expr top = m.minus(one);
        Expr bottom = m.plus(one);
        Expr lostBottom = m.minus(bottom.minus(one));
        Expr q = top.over(bottom);
        Expr qRest = top.minus(q.times(bottom)).minus(lostInProduct(q, bottom, q.times(bottom)));
        Expr qLow = qRest.minus(q.times(lostBottom)).over(bottom);
        Expr s = q.times(q);
        Expr cube = s.times(q);
        Expr series = horner(s, single ? ATANH_32 : ATANH_64).times(cube);
        // log = e·L + 2q + 2(series + qLow), summed from the largest part down with what each sum loses.
        Expr e = parts.exponent();
        Expr big = e.times(Expr.like(a, single ? 0.693359375 : 6.93147180369123816490e-01));
        Expr twiceQ = q.plus(q);
        Pair sum = twoSum(big, twiceQ);
        Expr small = series.plus(series).plus(qLow.plus(qLow));
        Pair all = twoSum(sum.high, small);
        Expr lostSmall = series.plus(series).minus(small.minus(qLow.plus(qLow)));
        Expr low = sum.low.plus(all.low).plus(lostSmall)
            .plus(e.times(Expr.like(a, single ? -2.12194440e-4 : 1.90821492927058770002e-10)));
        Expr high = all.high.plus(low);
        return new Pair(high, all.high.minus(high).plus(low));
    }

    private static Pair twoSum(Expr a, Expr b) {
        Expr sum = a.plus(b);
        Expr part = sum.minus(a);
        return new Pair(sum, a.minus(sum.minus(part)).plus(b.minus(part)));
    }
}
