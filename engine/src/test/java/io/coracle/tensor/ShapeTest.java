package io.coracle.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ShapeTest {
    @Test
    void aScalarHasOneElement() {
        assertEquals(1, Shape.SCALAR.size());
        assertEquals(0, Shape.SCALAR.rank());
    }

    @Test
    void shapesBroadcastAsInNumPy() {
        assertEquals(Shape.of(4, 2, 3), Shape.broadcast(Shape.of(2, 1), Shape.of(4, 1, 3)));
        assertEquals(Shape.of(0), Shape.broadcast(Shape.of(1), Shape.of(0)));
        assertEquals(Shape.of(5), Shape.broadcast(Shape.SCALAR, Shape.of(5)));
        assertEquals("shapes [2] and [3] do not broadcast to each other",
            assertThrows(IllegalArgumentException.class, () -> Shape.broadcast(Shape.of(2), Shape.of(3))).getMessage());
    }

    @Test
    void shapesThatAreTooLargeAreRejected() {
        assertThrows(IllegalArgumentException.class, () -> Shape.of(1 << 16, 1 << 15));
        assertThrows(IllegalArgumentException.class, () -> Shape.of(-1));
        assertThrows(IllegalArgumentException.class, () -> Shape.of(new long[] {1L << 32}));
        assertEquals(Integer.MAX_VALUE, Shape.of(Integer.MAX_VALUE).size());
        assertEquals(0, Shape.of(Integer.MAX_VALUE, 0, Integer.MAX_VALUE).size());
    }

    @Test
    void axesMayCountFromTheEnd() {
        Shape shape = Shape.of(2, 3, 4);

        assertEquals(2, shape.axis(-1));
        assertEquals(3, shape.dim(-2));
        assertEquals(Shape.of(2, 3, 9), shape.with(-1, 9));
        assertEquals("axis 3 is outside shape [2, 3, 4]", assertThrows(IllegalArgumentException.class, () -> shape.axis(3)).getMessage());
    }

    @Test
    void stridesAreThoseOfRowMajorOrder() {
        assertArrayEquals(new int[] {12, 4, 1}, Shape.of(2, 3, 4).strides());
        assertEquals(12, Shape.of(2, 3, 4).product(1, 3));
    }
}
