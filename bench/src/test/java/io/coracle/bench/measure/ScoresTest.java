package io.coracle.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScoresTest {

    @Test
    void medianOfAnOddCountIsTheMiddleValue() {
        assertEquals(2, Scores.median(9, 1, 2));
    }

    @Test
    void medianOfAnEvenCountLiesBetweenTheMiddleValues() {
        assertEquals(2.5, Scores.median(9, 1, 2, 3));
    }

    @Test
    void spreadIsTheRangeInMedians() {
        assertEquals(1.5, Scores.spread(List.of(1.0, 2.0, 4.0)));
    }
}
