package io.coracle.tensor;

/**
 * Conversions and roundings that Java leaves to its platform. In the browser {@code Math.rint}, {@code Math.fma} and the half
 * precision conversions are missing or differ, and {@code float} arithmetic is not rounded; these give the same bits everywhere.
 */
public final class Numbers {
    private static final double TWO_52 = 4503599627370496.0;

    private Numbers() {}

    /** The nearest integer, ties to even. */
    public static double rint(double x) {
        if (Double.isNaN(x) || Math.abs(x) >= TWO_52) {
            return x;
        }
        double whole = Math.floor(x);
        double fraction = x - whole;
        double rounded = fraction < 0.5 || fraction == 0.5 && whole % 2 == 0 ? whole : whole + 1;
        return rounded == 0 && (x < 0 || 1 / x < 0) ? -0.0 : rounded;
    }

    /** A number rounded to 32 bits, also where arithmetic is done in 64. */
    public static float round(double x) {
        return Float.intBitsToFloat(Float.floatToRawIntBits((float) x));
    }

    /** {@code a * b + c} with one rounding to 32 bits, as IEEE 754 defines fused multiply-add. */
    public static float fma(float a, float b, float c) {
        double product = (double) a * b;
        double sum = product + c;
        if (Double.isNaN(sum) || Double.isInfinite(sum)) {
            return round(sum);
        }
        // The product is exact in 64 bits, the sum is not. What the sum lost decides a tie when it is rounded to 32 bits,
        // so it is put back as the last bit ("round to odd").
        double shifted = sum - product;
        double lost = (product - (sum - shifted)) + (c - shifted);
        if (lost != 0) {
            long bits = Double.doubleToRawLongBits(sum);
            if ((bits & 1) == 0) {
                boolean away = lost > 0 == sum > 0;
                sum = Double.longBitsToDouble(away ? bits + 1 : bits - 1);
            }
        }
        return round(sum);
    }

    /** IEEE 754 binary16 to a float, exact. */
    public static float f16ToFloat(int bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = bits >> 10 & 31;
        int mantissa = bits & 0x3ff;
        if (exponent == 0) {
            float magnitude = mantissa * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int wide = exponent == 31 ? 255 : exponent + 112;
        return Float.intBitsToFloat(sign | wide << 23 | mantissa << 13);
    }

    /** A number rounded to IEEE 754 binary16, ties to even. */
    public static int doubleToF16(double x) {
        int sign = x < 0 || 1 / x < 0 ? 0x8000 : 0;
        double magnitude = Math.abs(x);
        if (Double.isNaN(x)) {
            return 0x7e00;
        }
        if (magnitude >= 65520) {
            return sign | 0x7c00;
        }
        if (magnitude < 0x1p-14) {
            return sign | (int) rint(magnitude * 0x1p24);
        }
        long bits = Double.doubleToRawLongBits(magnitude);
        int exponent = (int) (bits >> 52) - 1023;
        double scaled = Double.longBitsToDouble((bits & 0xf_ffff_ffff_ffffL) | 1033L << 52);
        return sign | (exponent + 15 << 10) + ((int) rint(scaled) - 1024);
    }

    /** A number rounded to bfloat16, ties to even. */
    public static int doubleToBf16(double x) {
        if (Double.isNaN(x)) {
            return 0x7fc0;
        }
        // Truncating to a float and marking what is lost keeps the second rounding exact.
        float near = round(x);
        int bits = Float.floatToRawIntBits(near);
        if (near != x && (bits & 1) == 0 && !Float.isInfinite(near)) {
            bits += Math.abs(x) > Math.abs((double) near) ? 1 : near == 0 ? 0 : -1;
        }
        return (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16;
    }

    /** An unsigned 64-bit number as the nearest floating point number. */
    public static double unsignedToDouble(long bits) {
        if (bits >= 0) {
            return (double) bits;
        }
        // Halve, keeping the lost bit as a sticky one so that rounding stays correct.
        return (double) (bits >>> 1 | bits & 1) * 2;
    }

    /** Truncates toward zero and saturates; NaN gives 0. */
    public static long toLong(double x, boolean unsigned) {
        if (unsigned && x >= 0x1p63) {
            return x >= 0x1p64 ? -1L : (long) (x - 0x1p63) + Long.MIN_VALUE;
        }
        return (long) x;
    }
}
