package io.coracle.jvm.code;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.UnaryOp;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Type;
import java.util.function.Function;

/** Operations that the Vector API lacks, in terms of those it has. */
final class VectorExpansions {
    private static final int SIGN = 0x8000_0000;

    private final int lanes;
    private final Function<Expr, Var> let;

    /** @param let computes a value that is used more than once */
    VectorExpansions(int lanes, Function<Expr, Var> let) {
        this.lanes = lanes;
        this.let = let;
    }

    private Expr number(double value) {
        return Expr.f32((float) value).broadcast(lanes);
    }

    private Expr bits(int value) {
        return Expr.i32(value).broadcast(lanes);
    }

    /**
     * The integer next to f32 values. Adding 2^23 to a magnitude rounds it to the nearest integer; from there it is at most one step
     * to the others. The sign of a zero is that of the argument.
     */
    Expr round(UnaryOp op, Expr value) {
        Var x = let.apply(value);
        Expr sign = x.bitcast(Scalar.I32).and(bits(SIGN));
        Var magnitude = let.apply(x.abs());
        Expr shifted = magnitude.plus(number(0x1p23)).minus(number(0x1p23));
        Var nearest = let.apply(magnitude.lt(number(0x1p23)).select(shifted, magnitude));
        if (op == UnaryOp.RINT) {
            return withSign(nearest, sign);
        }
        Var below = let.apply(nearest.gt(magnitude).select(nearest.minus(number(1)), nearest));
        if (op == UnaryOp.TRUNC) {
            return withSign(below, sign);
        }
        Var above = let.apply(nearest.lt(magnitude).select(nearest.plus(number(1)), nearest));
        Expr negative = x.lt(number(0));
        return withSign(op == UnaryOp.FLOOR ? negative.select(above, below) : negative.select(below, above), sign);
    }

    private static Expr withSign(Expr magnitude, Expr sign) {
        return magnitude.bitcast(Scalar.I32).or(sign).bitcast(Scalar.F32);
    }

    Expr dot4(Expr.Dot4 dot) {
        Var unsigned = let.apply(dot.unsigned());
        Var signed = let.apply(dot.signed());
        Expr sum = dot.accumulator();
        for (int i = 0; i < 4; i++) {
            Expr u = unsigned.shru(8 * i).and(bits(0xff));
            Expr s = signed.shl(24 - 8 * i).shr(24);
            sum = new Expr.Binary(BinaryOp.ADD, sum, new Expr.Binary(BinaryOp.MUL, u, s));
        }
        return sum;
    }

    /** IEEE binary16 in the low bits of integers, as f32. */
    Expr fromF16(Var bits) {
        Expr sign = bits.and(bits(0x8000)).shl(16);
        Var shifted = let.apply(bits.and(bits(0x7fff)).shl(13));
        // Scaling by 2^112 moves the exponent and makes subnormals normal; infinities and NaN keep their exponent by force.
        Expr scaled = shifted.bitcast(Scalar.F32).times(number(0x1p112)).bitcast(Scalar.I32);
        Expr special = shifted.or(bits(0x7f80_0000));
        Expr magnitude = shifted.lt(bits(0x0f80_0000)).select(scaled, special);
        return magnitude.or(sign).bitcast(Scalar.F32);
    }

    /** f32 rounded to IEEE binary16, in the low bits of integers. */
    Expr toF16(Expr value) {
        Var x = let.apply(value);
        Var bits = let.apply(x.bitcast(Scalar.I32));
        Var magnitude = let.apply(bits.and(bits(0x7fff_ffff)));
        Expr lowest = magnitude.shru(13).and(bits(1));
        Expr normal = magnitude.plus(bits(0xfff - (112 << 23))).plus(lowest).shru(13);
        // Next to 0.5, floats are 2^-24 apart, which is the step of subnormal halves: the addition rounds.
        Expr small = x.abs().plus(number(0.5)).bitcast(Scalar.I32).minus(bits(0x3f00_0000));
        Expr finite = magnitude.lt(bits(0x3880_0000)).select(small, normal);
        Expr rounded = magnitude.lt(bits(0x477f_f000)).select(finite, bits(0x7c00));
        Expr sign = bits.shru(16).and(bits(0x8000));
        return x.ne(x).select(bits(0x7e00), rounded.or(sign));
    }

    /** f32 rounded to bfloat16, in the low bits of integers. */
    Expr toBf16(Expr value) {
        Var x = let.apply(value);
        Var bits = let.apply(x.bitcast(Scalar.I32));
        Expr rounded = bits.plus(bits(0x7fff)).plus(bits.shru(16).and(bits(1))).shru(16);
        return x.ne(x).select(bits(0x7fc0), rounded);
    }
}
