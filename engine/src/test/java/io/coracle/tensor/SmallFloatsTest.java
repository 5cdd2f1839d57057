package io.coracle.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.api.Test;

class SmallFloatsTest {
    /** Values of the tables in ONNX's documentation ("Float stored in 8 bits", "Float stored in 4 bits"). */
    @ParameterizedTest
    @CsvSource({
        "F8E4M3FN, 0x7e, 448", "F8E4M3FN, 0x01, 0.001953125", "F8E4M3FN, 0x38, 1", "F8E4M3FN, 0xb8, -1", "F8E4M3FN, 0x7f, NaN",
        "F8E4M3FNUZ, 0x7f, 240", "F8E4M3FNUZ, 0x01, 0.0009765625", "F8E4M3FNUZ, 0x40, 1", "F8E4M3FNUZ, 0x80, NaN",
        "F8E5M2, 0x7b, 57344", "F8E5M2, 0x01, 0.0000152587890625", "F8E5M2, 0x3c, 1", "F8E5M2, 0x7c, Infinity",
        "F8E5M2, 0xfc, -Infinity", "F8E5M2, 0x7d, NaN",
        "F8E5M2FNUZ, 0x7f, 57344", "F8E5M2FNUZ, 0x01, 0.00000762939453125", "F8E5M2FNUZ, 0x40, 1", "F8E5M2FNUZ, 0x80, NaN",
        "F4E2M1, 1, 0.5", "F4E2M1, 2, 1", "F4E2M1, 7, 6", "F4E2M1, 15, -6",
        "F8E8M0, 127, 1", "F8E8M0, 254, 1.7014118346046923e38", "F8E8M0, 0, 5.877471754111438e-39", "F8E8M0, 255, NaN"})
    void codesMeanWhatTheTablesSay(DType dtype, String code, float value) {
        assertEquals(value, SmallFloats.toFloat(dtype, Integer.decode(code)));
    }

    @ParameterizedTest
    @EnumSource(names = {"F8E4M3FN", "F8E4M3FNUZ", "F8E5M2", "F8E5M2FNUZ", "F8E8M0", "F4E2M1"})
    void everyCodeSurvivesTheWayThereAndBack(DType dtype) {
        for (int code = 0; code < 1 << dtype.bits(); code++) {
            float value = SmallFloats.toFloat(dtype, code);
            if (Float.isNaN(value)) {
                assertTrue(Float.isNaN(SmallFloats.toFloat(dtype, SmallFloats.fromDouble(dtype, value))), "NaN of " + dtype);
            } else if (!Float.isInfinite(value)) {
                assertEquals(code, SmallFloats.fromDouble(dtype, value), dtype + " " + value);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F8E4M3FN", "F8E4M3FNUZ", "F8E5M2", "F8E5M2FNUZ", "F4E2M1"})
    void everyNumberBecomesTheNearestAndATieTheEvenOne(DType dtype) {
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            double x = Math.scalb(random.nextDouble(-2, 2), random.nextInt(-20, 18));
            check(dtype, x);
        }
        for (int code = 0; code + 1 < 1 << dtype.bits() - 1; code++) {
            double middle = ((double) SmallFloats.toFloat(dtype, code) + SmallFloats.toFloat(dtype, code + 1)) / 2;
            if (Double.isFinite(middle)) {
                check(dtype, middle);
                check(dtype, -Math.nextUp(middle));
                check(dtype, Math.nextDown(middle));
            }
        }
    }

    @Test
    void whatIsTooLargeBecomesTheLargest() {
        assertEquals(448, SmallFloats.toFloat(DType.F8E4M3FN, SmallFloats.fromDouble(DType.F8E4M3FN, 1e9)));
        assertEquals(-57344, SmallFloats.toFloat(DType.F8E5M2, SmallFloats.fromDouble(DType.F8E5M2, Double.NEGATIVE_INFINITY)));
        assertEquals(6, SmallFloats.toFloat(DType.F4E2M1, SmallFloats.fromDouble(DType.F4E2M1, 100)));
    }

    @Test
    void scalesRoundUpToTheNextPowerOfTwo() {
        assertEquals(128, SmallFloats.fromDouble(DType.F8E8M0, 1.5));
        assertEquals(127, SmallFloats.fromDouble(DType.F8E8M0, 1));
        assertEquals(0, SmallFloats.fromDouble(DType.F8E8M0, 0));
        assertEquals(254, SmallFloats.fromDouble(DType.F8E8M0, Double.POSITIVE_INFINITY));
    }

    /** Against a search through all codes. */
    private static void check(DType dtype, double x) {
        int best = -1;
        double distance = Double.POSITIVE_INFINITY;
        for (int code = 0; code < 1 << dtype.bits(); code++) {
            double value = SmallFloats.toFloat(dtype, code);
            boolean sameSign = (code >> dtype.bits() - 1 != 0) == x < 0;
            boolean candidate = Double.isFinite(value) && (sameSign || value == 0 && dtype.toString().endsWith("fnuz"));
            double d = Math.abs(value - x);
            if (candidate && (d < distance || d == distance && code % 2 == 0)) {
                best = code;
                distance = d;
            }
        }
        assertEquals(best, SmallFloats.fromDouble(dtype, x), dtype + " of " + x);
    }
}
