package io.coracle.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NumbersTest {
    private final Random random = new Random(1);

    @Test
    void rintIsMathRintBitForBit() {
        double[] special = {0.0, -0.0, 0.5, -0.5, 1.5, 2.5, -1.5, -2.5, 0.49999999999999994, 4503599627370495.5, 4503599627370496.5,
            9007199254740993.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (double x : special) {
            sameBits(Math.rint(x), Numbers.rint(x), "rint(" + x + ")");
        }
        for (int i = 0; i < 2_000_000; i++) {
            double x = switch (i % 3) {
                case 0 -> Double.longBitsToDouble(random.nextLong());
                case 1 -> random.nextInt() / 2.0;
                default -> random.nextGaussian() * 1000;
            };
            sameBits(Math.rint(x), Numbers.rint(x), "rint(" + x + ")");
        }
    }

    @Test
    void fmaIsMathFmaBitForBit() {
        float[] special = {0f, -0f, 1f, -1f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE,
            Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 1.0000001f, 0.99999994f, 0x1p-75f, 0x1.fffffep-75f};
        for (float a : special) {
            for (float b : special) {
                for (float c : special) {
                    sameFma(a, b, c);
                }
            }
        }
        for (int i = 0; i < 5_000_000; i++) {
            float a = Float.intBitsToFloat(random.nextInt());
            float b = Float.intBitsToFloat(random.nextInt());
            sameFma(a, b, Float.intBitsToFloat(random.nextInt()));
            // Addends near the product's size or near half its last place are where a second rounding shows.
            float x = random.nextFloat(1, 2);
            float y = random.nextFloat(1, 2);
            sameFma(x, y, -x * y * (1 + (i & 3) * 0x1p-24f));
            sameFma(x, y, Math.scalb(random.nextFloat(1, 2), random.nextInt(-60, 30)));
            sameFma(x, Math.scalb(y, -140), Math.scalb(random.nextFloat(), -130));
        }
    }

    @Test
    void everyHalfIsReadAsThePlatformReadsIt() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            assertEquals(Float.float16ToFloat((short) bits), Numbers.f16ToFloat(bits), "f16 " + Integer.toHexString(bits));
        }
    }

    @Test
    void floatsAreRoundedToHalfAsThePlatformRoundsThem() {
        for (long bits = 0; bits < 1L << 32; bits += 251) {
            sameHalf(Float.intBitsToFloat((int) bits));
        }
    }

    @Test
    void halvesRoundAtTheirMidpointsToEven() {
        for (int bits = 0; bits < 0x7c00; bits++) {
            double low = Numbers.f16ToFloat(bits);
            double high = bits == 0x7bff ? 65536 : Numbers.f16ToFloat(bits + 1);
            double middle = (low + high) / 2;
            assertEquals(bits, Numbers.doubleToF16(low));
            assertEquals(bits, Numbers.doubleToF16(Math.nextDown(middle)), "just below " + middle);
            assertEquals(bits + (bits & 1), Numbers.doubleToF16(middle), "tie at " + middle);
            assertEquals(bits + 1, Numbers.doubleToF16(Math.nextUp(middle)), "just above " + middle);
            assertEquals(0x8000 | bits, Numbers.doubleToF16(-low));
        }
        assertEquals(0x7e00, Numbers.doubleToF16(Double.NaN));
        assertEquals(0xfc00, Numbers.doubleToF16(Double.NEGATIVE_INFINITY));
    }

    @Test
    void bfloat16RoundsAtItsMidpointsToEven() {
        for (int bits = 0; bits < 0x7f80; bits++) {
            double low = Float.intBitsToFloat(bits << 16);
            double high = bits == 0x7f7f ? 0x1p128 : Float.intBitsToFloat(bits + 1 << 16);
            double middle = (low + high) / 2;
            assertEquals(bits, Numbers.doubleToBf16(low));
            assertEquals(bits, Numbers.doubleToBf16(Math.nextDown(middle)), "just below " + middle);
            assertEquals(bits + (bits & 1), Numbers.doubleToBf16(middle), "tie at " + middle);
            assertEquals(bits + 1, Numbers.doubleToBf16(Math.nextUp(middle)), "just above " + middle);
            assertEquals(0x8000 | bits, Numbers.doubleToBf16(-low));
        }
        assertEquals(0x7fc0, Numbers.doubleToBf16(Double.NaN));
        assertEquals(0xff80, Numbers.doubleToBf16(Double.NEGATIVE_INFINITY));
        assertEquals(0x7f80, Numbers.doubleToBf16(Double.MAX_VALUE));
    }

    @Test
    void unsignedNumbersRoundToTheNearestDouble() {
        long[] special = {0, 1, Long.MAX_VALUE, Long.MIN_VALUE, -1, -1025, -1024, -1023, Long.MIN_VALUE + 1024, Long.MIN_VALUE + 1025};
        for (long bits : special) {
            assertEquals(new BigInteger(Long.toUnsignedString(bits)).doubleValue(), Numbers.unsignedToDouble(bits), Long.toUnsignedString(bits));
        }
        for (int i = 0; i < 100_000; i++) {
            long bits = random.nextLong();
            assertEquals(new BigInteger(Long.toUnsignedString(bits)).doubleValue(), Numbers.unsignedToDouble(bits), Long.toUnsignedString(bits));
        }
    }

    @Test
    void integersOutsideTheRangeSaturate() {
        assertEquals(Long.MAX_VALUE, Numbers.toLong(1e300, false));
        assertEquals(-1L, Numbers.toLong(1e300, true));
        assertEquals(Long.MIN_VALUE, Numbers.toLong(0x1p63, true));
        assertEquals(0, Numbers.toLong(Double.NaN, true));
        assertEquals(-2, Numbers.toLong(-2.9, false));
    }

    private static void sameBits(double expected, double actual, String what) {
        if (Double.doubleToLongBits(expected) != Double.doubleToLongBits(actual)) {
            assertEquals(expected, actual, what);
        }
    }

    private static void sameFma(float a, float b, float c) {
        float expected = Math.fma(a, b, c);
        float actual = Numbers.fma(a, b, c);
        if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual)) {
            assertEquals(expected, actual, "fma(" + Float.toHexString(a) + ", " + Float.toHexString(b) + ", " + Float.toHexString(c) + ")");
        }
    }

    private static void sameHalf(float x) {
        int expected = Float.isNaN(x) ? 0x7e00 : Float.floatToFloat16(x) & 0xffff;
        if (expected != Numbers.doubleToF16(x)) {
            assertEquals(expected, Numbers.doubleToF16(x), "f16 of " + Float.toHexString(x));
        }
    }
}
