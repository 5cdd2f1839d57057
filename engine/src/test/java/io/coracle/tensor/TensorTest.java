package io.coracle.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {
    @ParameterizedTest
    @EnumSource(names = "STRING", mode = EnumSource.Mode.EXCLUDE)
    void smallIntegersSurviveEveryType(DType dtype) {
        long[] values = dtype == DType.BOOL || dtype == DType.U2 || dtype == DType.I2 ? new long[] {1, 0, 1, 1, 0}
            : dtype == DType.F8E8M0 ? new long[] {1, 2, 4, 8, 1} : new long[] {1, 0, 6, 4, 3};
        Tensor tensor = Tensor.of(dtype, Shape.of(5), values);

        assertArrayEquals(values, tensor.toLongs());
        assertEquals((5 * dtype.bits() + 7) / 8, tensor.bytes().size());
        assertEquals(tensor, Tensor.of(dtype, Shape.of(5), tensor.toDoubles()));
    }

    @Test
    void elementsNarrowerThanAByteLieLowBitsFirst() {
        assertArrayEquals(new byte[] {0x21, 0x0f}, Tensor.of(DType.I4, Shape.of(3), 1L, 2L, -1L).bytes().toArray());
        assertArrayEquals(new byte[] {(byte) 0b11_10_01_00, 0b01}, Tensor.of(DType.U2, Shape.of(5), 0L, 1L, 2L, 3L, 1L).bytes().toArray());
        assertArrayEquals(new byte[] {0x72}, Tensor.of(DType.F4E2M1, Shape.of(2), 1.0, 6.0).bytes().toArray());
    }

    @Test
    void narrowSignedIntegersKeepTheirSign() {
        for (int value = -8; value < 8; value++) {
            assertEquals(value, Tensor.of(DType.I4, Shape.of(1), (long) value).longAt(0));
            assertEquals(value & 15, Tensor.of(DType.U4, Shape.of(1), (long) value).longAt(0));
        }
        for (int value = -2; value < 2; value++) {
            assertEquals(value, Tensor.of(DType.I2, Shape.of(1), (long) value).longAt(0));
        }
        assertEquals(-1, Tensor.of(DType.I16, Shape.of(1), -1L).doubleAt(0));
        assertEquals(65535, Tensor.of(DType.U16, Shape.of(1), -1L).doubleAt(0));
        assertEquals(0xffff_ffffL, Tensor.of(DType.U32, Shape.of(1), -1L).longAt(0));
        assertEquals(0x1p64, Tensor.of(DType.U64, Shape.of(1), -1L).doubleAt(0));
    }

    @Test
    void bytesMustBeExactlyThoseOfTheShape() {
        assertEquals("a tensor float32[2] needs 8 bytes, got 7",
            assertThrows(IllegalArgumentException.class, () -> Tensor.of(DType.F32, Shape.of(2), Bytes.of(new byte[7]))).getMessage());
        assertEquals("shape [2] has 2 elements, got 3 values",
            assertThrows(IllegalArgumentException.class, () -> Tensor.floats(Shape.of(2), 1, 2, 3)).getMessage());
    }

    @Test
    void readingOutsideATensorFails() {
        Tensor tensor = Tensor.floats(Shape.of(2), 1, 2);

        assertThrows(IndexOutOfBoundsException.class, () -> tensor.longAt(2));
        assertThrows(IndexOutOfBoundsException.class, () -> tensor.doubleAt(-1));
        assertThrows(IllegalStateException.class, () -> tensor.stringAt(0));
        assertThrows(IllegalStateException.class, () -> Tensor.strings(Shape.of(1), "a").longAt(0));
        assertThrows(ArithmeticException.class, () -> Tensor.longs(Shape.of(1), 1L << 40).toInts());
    }

    @Test
    void tensorsAreEqualWhenTypeShapeAndBitsAre() {
        assertEquals(Tensor.floats(Shape.of(2), 1, 2), Tensor.of(DType.F32, Shape.of(2), 1.0, 2.0));
        assertEquals(Tensor.floats(Shape.of(2), 1, 2).hashCode(), Tensor.of(DType.F32, Shape.of(2), 1.0, 2.0).hashCode());
        assertNotEquals(Tensor.floats(Shape.of(2), 1, 2), Tensor.floats(Shape.of(1, 2), 1, 2));
        assertNotEquals(Tensor.floats(Shape.of(1), 0f), Tensor.floats(Shape.of(1), -0f));
        assertEquals(Tensor.strings(Shape.of(1), "a"), Tensor.strings(Shape.of(1), "a"));
        assertNotEquals(Tensor.strings(Shape.of(1), "a"), Tensor.strings(Shape.of(1), "b"));
    }

    @Test
    void smallTensorsArePrintedWithTheirElements() {
        assertEquals("float32[2] {1.0, NaN}", Tensor.floats(Shape.of(2), 1, Float.NaN).toString());
        assertEquals("bool[1] {true}", Tensor.booleans(Shape.of(1), true).toString());
        assertEquals("string[] {\"a\"}", Tensor.strings(Shape.SCALAR, "a").toString());
        assertEquals("int8[17]", Tensor.of(DType.I8, Shape.of(17), new long[17]).toString());
    }
}
