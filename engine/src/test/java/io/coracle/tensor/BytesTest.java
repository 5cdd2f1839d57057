package io.coracle.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BytesTest {
    private final Bytes bytes = Bytes.of((byte) 0xff, (byte) 0x80, (byte) 0, (byte) 0x3f, (byte) 1, (byte) 2, (byte) 3, (byte) 0x84, (byte) 9);

    @Test
    void numbersAreLittleEndian() {
        assertEquals(0xff, bytes.u8(0));
        assertEquals(0x80ff, bytes.u16(0));
        assertEquals(0x3f0080ff, bytes.i32(0));
        assertEquals(0x840302013f0080ffL, bytes.i64(0));
        assertEquals(Float.intBitsToFloat(0x3f0080ff), bytes.f32(0));
        assertEquals(Double.longBitsToDouble(0x840302013f0080ffL), bytes.f64(0));
    }

    @Test
    void aSliceIsAPartWithItsOwnOffsets() {
        Bytes slice = bytes.slice(2, 4).slice(1, 3);

        assertEquals(3, slice.size());
        assertArrayEquals(new byte[] {0x3f, 1, 2}, slice.toArray());
        assertThrows(IndexOutOfBoundsException.class, () -> slice.u8(3));
        assertThrows(IndexOutOfBoundsException.class, () -> slice.u8(-1));
    }

    @Test
    void readsBeyondTheEndFail() {
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.u16(8));
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.i32(6));
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.i64(2));
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.slice(5, 5));
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.slice(1, Long.MAX_VALUE));
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.slice(Long.MAX_VALUE, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.copyTo(8, new byte[4], 0, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.copyTo(0, new float[4], 0, 3));
    }
}
