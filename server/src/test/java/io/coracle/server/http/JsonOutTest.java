package io.coracle.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonOutTest {

    private static String written(float value) {
        return new String(new JsonOut(0).number(value).toBytes(), StandardCharsets.US_ASCII);
    }

    @Test
    void simpleNumbersAreWrittenSimply() {
        assertEquals("0", written(0));
        assertEquals("0", written(-0f));
        assertEquals("1", written(1));
        assertEquals("-0.5", written(-0.5f));
        assertEquals("0.0625", written(0.0625f));
        assertEquals("0.100000001", written(0.1f));
        assertEquals("999999", written(999999));
        assertEquals("2.5", written(2.5f));
    }

    @Test
    void everyNumberReadsBackAsItself() {
        Random random = new Random(1);
        for (int i = 0; i < 2_000_000; i++) {
            float value = switch (i % 3) {
                case 0 -> Float.intBitsToFloat(random.nextInt());
                case 1 -> random.nextFloat() * 2 - 1;
                default -> (float) (random.nextGaussian() * 0.05);
            };
            if (Float.isFinite(value)) {
                String text = written(value);
                assertTrue(value == Float.parseFloat(text), () -> value + " was written as " + text);
            }
        }
    }

    @Test
    void numbersThatJustFitAndJustDoNotReadBackAsThemselves() {
        for (float bound : new float[] {1e-5f, 1e-4f, 1e-3f, 0.01f, 0.1f, 1, 10, 100, 1000, 1e4f, 1e5f, 1e6f}) {
            for (float value : new float[] {Math.nextDown(bound), bound, Math.nextUp(bound), -Math.nextDown(bound)}) {
                assertEquals(value, Float.parseFloat(written(value)), "written as " + written(value));
            }
        }
    }

    @Test
    void whatIsNoNumberIsTheModelsFault() {
        assertEquals(ApiException.Kind.BACKEND, assertThrows(ApiException.class, () -> written(Float.NaN)).kind());
        assertEquals(ApiException.Kind.BACKEND, assertThrows(ApiException.class, () -> written(Float.NEGATIVE_INFINITY)).kind());
    }

    @Test
    void stringsAreEscaped() {
        String out = new String(new JsonOut(0).string("a\"b\\c\n\u0001é𝄞").toBytes(), StandardCharsets.UTF_8);
        assertEquals("\"a\\\"b\\\\c\\u000a\\u0001é𝄞\"", out);
    }
}
