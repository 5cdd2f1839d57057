package io.coracle.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.tensor.DType;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class FunctionsTest {
    private static final float INF = Float.POSITIVE_INFINITY;

    /** A buffer over an array of 64-bit patterns, one element each. */
    private record Elements(long[] bits) implements Interpreter.Cells {
        @Override
        public long get(int byteIndex, int bytes) {
            return bits[byteIndex / bytes];
        }

        @Override
        public void set(int byteIndex, int bytes, long value) {
            bits[byteIndex / bytes] = value;
        }
    }

    private static long[] run(DType dtype, UnaryOperator<Expr> function, long[] x) {
        KernelBuilder k = new KernelBuilder("f");
        Buffer from = k.input("x", dtype);
        Buffer to = k.output("y", dtype);
        k.vector(k.parameter("n"), i -> k.store(to, i, function.apply(k.load(from, i))));
        Elements y = new Elements(new long[x.length]);
        Interpreter.run(k.build(), List.of(new Elements(x), y), new int[] {x.length});
        return y.bits;
    }

    private static float[] floats(UnaryOperator<Expr> function, float... x) {
        long[] bits = new long[x.length];
        for (int i = 0; i < x.length; i++) {
            bits[i] = Float.floatToRawIntBits(x[i]) & 0xffff_ffffL;
        }
        long[] results = run(DType.F32, function, bits);
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = Float.intBitsToFloat((int) results[i]);
        }
        return y;
    }

    private static double[] doubles(UnaryOperator<Expr> function, double... x) {
        long[] bits = new long[x.length];
        for (int i = 0; i < x.length; i++) {
            bits[i] = Double.doubleToRawLongBits(x[i]);
        }
        long[] results = run(DType.F64, function, bits);
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = Double.longBitsToDouble(results[i]);
        }
        return y;
    }

    /** Evenly spaced numbers, and the same number of geometrically spaced ones: toward zero on both sides if it is inside. */
    private static double[] range(double low, double high) {
        int n = 8000;
        double[] x = new double[3 * n];
        double smallest = low > 0 ? low / high : 1e-30;
        for (int i = 0; i < n; i++) {
            x[i] = low + (high - low) * i / (n - 1);
            x[n + i] = high * Math.pow(smallest, (double) i / n);
            x[2 * n + i] = low > 0 ? x[n + i] : low * Math.pow(smallest, (double) i / n);
        }
        return x;
    }

    /** Errors relative to the result, but absolute where that is below {@code floor}. */
    private static void check(UnaryOperator<Expr> function, DoubleUnaryOperator exact, double low, double high, double floor,
                              double tolerance32, double tolerance64) {
        double[] wide = range(low, high);
        float[] x = new float[wide.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) wide[i];
        }
        float[] y = floats(function, x);
        double worst = 0;
        double at = 0;
        for (int i = 0; i < x.length; i++) {
            double want = exact.applyAsDouble(x[i]);
            double error = error(y[i], want, floor);
            if (!(error <= worst)) {
                worst = error;
                at = x[i];
            }
        }
        assertTrue(worst <= tolerance32, "f32 error " + worst + " at " + at);
        double[] y64 = doubles(function, wide);
        worst = 0;
        for (int i = 0; i < wide.length; i++) {
            double error = error(y64[i], exact.applyAsDouble(wide[i]), floor);
            if (!(error <= worst)) {
                worst = error;
                at = wide[i];
            }
        }
        assertTrue(worst <= tolerance64, "f64 error " + worst + " at " + at);
    }

    private static double error(double got, double want, double floor) {
        return want == got ? 0 : Math.abs(got - want) / Math.max(Math.abs(want), floor);
    }

    private static double erf(double x) {
        // Abramowitz and Stegun 7.1.6: all terms are positive.
        double term = x;
        double sum = 0;
        for (int n = 0; n < 400; n++) {
            sum += term;
            term *= 2 * x * x / (2 * n + 3);
        }
        return Math.abs(x) > 6 ? Math.signum(x) : 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    private static double log1p(double x) {
        return Math.log1p(x);
    }

    private static double asinh(double x) {
        double a = Math.abs(x);
        return Math.copySign(log1p(a + a * a / (1 + Math.sqrt(a * a + 1))), x);
    }

    @Test
    void exponentialsFollowMath() {
        check(Functions::exp, Math::exp, -86.9, 88.72, 0, 2e-7, 5e-16);
        check(Functions::expm1, Math::expm1, -30, 88, 0, 3e-7, 1e-15);
        check(Functions::sigmoid, x -> 1 / (1 + Math.exp(-x)), -86, 60, 0, 3e-7, 8e-16);
        check(Functions::softplus, x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), -86, 200, 0, 3e-7, 8e-16);
    }

    @Test
    void exponentialOfExtremes() {
        float[] y = floats(Functions::exp, INF, -INF, Float.NaN, 0f, -0f, 89, 1e30f, -104, -1e30f, 88.7228f);
        assertEquals(INF, y[0]);
        assertEquals(0f, y[1]);
        assertTrue(Float.isNaN(y[2]));
        assertEquals(1f, y[3]);
        assertEquals(1f, y[4]);
        assertEquals(INF, y[5]);
        assertEquals(INF, y[6]);
        assertEquals(0f, y[7]);
        assertEquals(0f, y[8]);
        assertEquals(Math.exp(88.7228f), y[9], 2e32);
    }

    @Test
    void exponentialOfNaNWithAnyPayloadIsNaN() {
        for (int bits : new int[] {0x7fc00000, 0x7fc00001, 0x7f800001, 0xffc00001, 0x7fffffff, 0xffffffff}) {
            float[] y = floats(Functions::exp, Float.intBitsToFloat(bits));
            assertTrue(Float.isNaN(y[0]), Integer.toHexString(bits));
        }
    }

    @Test
    void logarithmsFollowMath() {
        check(Functions::log, Math::log, 1e-37, 1e37, 0, 3e-7, 5e-16);
        check(Functions::log, Math::log, 0.4, 2.5, 0, 3e-7, 5e-16);
        check(Functions::log1p, Math::log1p, -0.999, 1e20, 0, 4e-7, 1e-15);
        float[] y = floats(Functions::log, 0, -0f, -1, INF, Float.NaN, 1, 1e-42f, -INF);
        assertEquals(-INF, y[0]);
        assertEquals(-INF, y[1]);
        assertTrue(Float.isNaN(y[2]));
        assertEquals(INF, y[3]);
        assertTrue(Float.isNaN(y[4]));
        assertEquals(0f, y[5]);
        assertEquals(Math.log(1e-42f), y[6], 1e-5);
        assertTrue(Float.isNaN(y[7]));
        y = floats(Functions::log1p, -1, INF, -2, Float.NaN);
        assertEquals(-INF, y[0]);
        assertEquals(INF, y[1]);
        assertTrue(Float.isNaN(y[2]));
        assertTrue(Float.isNaN(y[3]));
    }

    @Test
    void errorFunctionFollowsItsSeries() {
        check(Functions::erf, FunctionsTest::erf, -5, 5, 1e-30, 4e-7, 3e-15);
        float[] y = floats(Functions::erf, INF, -INF, Float.NaN, 3e38f, 4, -4, 1e10f);
        assertEquals(1f, y[0]);
        assertEquals(-1f, y[1]);
        assertTrue(Float.isNaN(y[2]));
        assertEquals(1f, y[3]);
        assertEquals(1f, y[4]);
        assertEquals(-1f, y[5]);
        assertEquals(1f, y[6]);
    }

    @Test
    void geluFollowsTheErrorFunction() {
        DoubleUnaryOperator gelu = x -> x / 2 * (1 + erf(x * Math.sqrt(0.5)));
        check(Functions::gelu, gelu, 1e-20, 9, 0, 8e-7, 3e-15);
        check(Functions::gelu, gelu, -9, 0, 1, 2e-7, 2e-14);
        float[] y = floats(Functions::gelu, INF, -INF, Float.NaN, 0, 3e38f, -3e38f);
        assertEquals(INF, y[0]);
        assertEquals(0, y[1], 2e-7);
        assertTrue(Float.isNaN(y[2]));
        assertEquals(0f, y[3]);
        assertEquals(3e38f, y[4]);
        assertEquals(0, y[5], 2e-7);
    }

    @Test
    void hyperbolicFunctionsFollowMath() {
        check(Functions::tanh, Math::tanh, -12, 12, 0, 5e-7, 1e-15);
        check(Functions::sinh, Math::sinh, -88, 88, 0, 5e-7, 2e-15);
        check(Functions::cosh, Math::cosh, -88, 88, 0, 5e-7, 2e-15);
        check(Functions::asinh, FunctionsTest::asinh, -1e10, 1e10, 0, 5e-7, 2e-15);
        check(Functions::asinh, FunctionsTest::asinh, -3, 3, 0, 5e-7, 2e-15);
        check(Functions::acosh, x -> Math.log1p(x - 1 + Math.sqrt((x - 1) * (x + 1))), 1, 1e10, 0, 5e-7, 2e-15);
        check(Functions::acosh, x -> Math.log1p(x - 1 + Math.sqrt((x - 1) * (x + 1))), 1, 1.1, 0, 5e-7, 2e-15);
        check(Functions::atanh, x -> 0.5 * (Math.log1p(x) - Math.log1p(-x)), -0.999, 0.999, 0, 5e-7, 2e-15);
        float[] y = floats(Functions::tanh, INF, -INF, Float.NaN, 20, -0f, 9.1f);
        assertEquals(1f, y[0]);
        assertEquals(-1f, y[1]);
        assertTrue(Float.isNaN(y[2]));
        assertEquals(1f, y[3]);
        assertEquals(-0f, y[4]);
        assertEquals(1f, y[5]);
        y = floats(Functions::atanh, 1, -1, 2);
        assertEquals(INF, y[0]);
        assertEquals(-INF, y[1]);
        assertTrue(Float.isNaN(y[2]));
        y = floats(Functions::sinh, INF, -INF, 89.2f);
        assertEquals(INF, y[0]);
        assertEquals(-INF, y[1]);
        assertEquals(Math.sinh(89.2f), y[2], 1e33);
    }

    @Test
    void noValueOfTanhIsAboveOne() {
        float[] x = new float[40000];
        for (int i = 0; i < x.length; i++) {
            x[i] = 7 + i * 1e-4f;
        }
        for (float y : floats(Functions::tanh, x)) {
            assertTrue(y <= 1, "tanh gave " + y);
        }
    }

    @Test
    void trigonometryFollowsMath() {
        check(Functions::sin, Math::sin, -100, 100, 1e-1, 3e-7, 1e-15);
        check(Functions::cos, Math::cos, -100, 100, 1e-1, 3e-7, 1e-15);
        check(Functions::sin, Math::sin, -1e5, 1e5, 1e-1, 5e-7, 2e-15);
        check(Functions::tan, Math::tan, -1.5, 1.5, 0, 5e-7, 1e-15);
        check(Functions::asin, Math::asin, -1, 1, 0, 3e-7, 8e-16);
        check(Functions::acos, Math::acos, -1, 1, 1e-2, 3e-7, 8e-16);
        check(Functions::atan, Math::atan, -10, 10, 0, 3e-7, 8e-16);
        check(Functions::atan, Math::atan, -1e30, 1e30, 0, 3e-7, 8e-16);
        float[] y = floats(Functions::atan, INF, -INF);
        assertEquals((float) (Math.PI / 2), y[0]);
        assertEquals((float) (-Math.PI / 2), y[1]);
        y = floats(Functions::sin, INF, Float.NaN, 1e20f);
        assertTrue(Float.isNaN(y[0]));
        assertTrue(Float.isNaN(y[1]));
        assertTrue(Math.abs(y[2]) <= 1);
        y = floats(Functions::asin, 1.5f, 1, -1);
        assertTrue(Float.isNaN(y[0]));
        assertEquals((float) (Math.PI / 2), y[1]);
    }

    @Test
    void powersFollowMath() {
        for (double exponent : new double[] {0.5, 2, -3, 7.3, -0.1, 1.0 / 3, 30}) {
            double limit = Math.pow(1e35, 1 / Math.abs(exponent));
            check(x -> Functions.pow(x, Expr.like(x, (float) exponent)), x -> Math.pow(x, (float) exponent),
                1 / Math.min(limit, 1e30), Math.min(limit, 1e30), 2e-38, 4e-7, 3e-15);
        }
        for (double base : new double[] {2, 10, 0.3, 1.0001}) {
            double limit = 80 / Math.abs(Math.log(base));
            check(y -> Functions.pow(Expr.like(y, (float) base), y), y -> Math.pow((float) base, y), -limit, limit, 0, 4e-7, 3e-15);
        }
    }

    @Test
    void powersOfSpecialNumbers() {
        double[] interesting = {0, -0.0, 1, -1, 2, -2, 3, 0.5, -0.5, 1e30, -1e30, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
            Double.NaN, 3.5, -3};
        for (double base : interesting) {
            for (double exponent : interesting) {
                if (Math.abs(base) == 1 && Double.isInfinite(exponent) || base == 1) {
                    continue; // C gives 1 where Java gives NaN.
                }
                float want = (float) Math.pow((float) base, (float) exponent);
                float got = floats(x -> Functions.pow(x, Expr.like(x, exponent)), (float) base)[0];
                boolean near = want == got || Float.isNaN(want) && Float.isNaN(got) || Math.abs(want - got) <= Math.abs(want) * 4e-7f;
                assertTrue(near, base + " to the power " + exponent + " gave " + got);
            }
            assertEquals(1f, floats(x -> Functions.pow(Expr.like(x, 1), x), (float) base)[0]);
        }
    }

    @Test
    void remaindersAreExact() {
        double[] interesting = {5.3, -5.3, 1e6, 0.1, 7, -7, 1e-3, 3, 2.1, 0.30000001, -0.7, 100, 8.1};
        for (double a : interesting) {
            for (double b : interesting) {
                float want = (float) a % (float) b;
                float got = floats(x -> Functions.remainder(x, Expr.like(x, b)), (float) a)[0];
                assertEquals(want, got, a + " % " + b);
            }
        }
        assertTrue(Float.isNaN(floats(x -> Functions.remainder(x, Expr.like(x, 0)), 1)[0]));
        assertEquals(3f, floats(x -> Functions.remainder(x, Expr.like(x, Double.POSITIVE_INFINITY)), 3)[0]);
    }
}
