package io.coracle.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.tensor.Bytes;
import org.junit.jupiter.api.Test;

class NarrowBytesTest {
    @Test
    void bytesFromMinusSixtyFourToSixtyFourAreNarrow() {
        for (int at = 0; at < 19; at++) {
            for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
                byte[] bytes = {1, -1, 64, -64, 0, 63, -63, 5, 1, -1, 64, -64, 0, 63, -63, 5, 64, -64, 0};
                bytes[at] = (byte) value;
                assertEquals(value >= -64 && value <= 64, NarrowBytes.areIn(Bytes.of(bytes)), value + " at " + at);
            }
        }
    }

    @Test
    void noBytesAreNarrow() {
        assertTrue(NarrowBytes.areIn(Bytes.of()));
    }
}
