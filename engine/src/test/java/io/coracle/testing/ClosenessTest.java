package io.coracle.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClosenessTest {
    @Test
    void theFirstDifferenceIsNamedWithItsPlace() {
        Tensor expected = Tensor.floats(Shape.of(2, 2), 1, 2, 3, 4);
        Tensor actual = Tensor.floats(Shape.of(2, 2), 1, 2.001f, 3.5f, 4);

        assertEquals(Optional.of("1 of 4 elements of float32[2, 2] differ, the first at [1, 0]: expected 3.0, got 3.5; "
            + "largest difference 0.5 (allowed: relative 0.001, absolute 1.0E-7)"), Closeness.CONFORMANCE.difference(expected, actual));
    }

    @Test
    void shapeAndTypeMustBeEqual() {
        assertEquals(Optional.of("expected float32[2], got float32[2, 1]"),
            Closeness.EXACT.difference(Tensor.floats(Shape.of(2), 1, 2), Tensor.floats(Shape.of(2, 1), 1, 2)));
        assertEquals(Optional.of("expected int64[1], got int32[1]"),
            Closeness.EXACT.difference(Tensor.longs(Shape.of(1), 1), Tensor.ints(Shape.of(1), 1)));
    }

    @Test
    void specialValuesEqualThemselvesOnly() {
        Tensor special = Tensor.floats(Shape.of(3), Float.NaN, Float.POSITIVE_INFINITY, 0f);

        assertEquals(Optional.empty(), Closeness.EXACT.difference(special, Tensor.floats(Shape.of(3), Float.NaN, Float.POSITIVE_INFINITY, -0f)));
        assertEquals(true, Closeness.CONFORMANCE.difference(special, Tensor.floats(Shape.of(3), 0, Float.MAX_VALUE, 0)).orElseThrow()
            .startsWith("2 of 3"));
    }

    @Test
    void integersHaveNoTolerance() {
        assertEquals(true, Closeness.within(1, 1).difference(Tensor.ints(Shape.of(1), 1000), Tensor.ints(Shape.of(1), 1001)).isPresent());
    }
}
