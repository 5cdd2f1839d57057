package io.coracle.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.tensor.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    @ParameterizedTest
    @ValueSource(ints = {64, 65, 100, 126, 127})
    void everyByteCountsWhereverItIs(int limit) {
        for (int at = 0; at < 19; at++) {
            for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
                byte[] bytes = {1, -1, 64, -64, 0, 63, -63, 5, 1, -1, 64, -64, 0, 63, -63, 5, 64, -64, 0};
                bytes[at] = (byte) value;
                assertEquals(Math.abs(value) <= limit, ByteRange.isWithin(Bytes.of(bytes), limit), value + " at " + at);
            }
        }
    }

    @Test
    void noBytesAreWithinAnyLimit() {
        assertTrue(ByteRange.isWithin(Bytes.of(), 64));
    }
}
