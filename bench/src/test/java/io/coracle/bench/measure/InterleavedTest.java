package io.coracle.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coracle.bench.measure.Interleaved.Contestant;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterleavedTest {

    @Test
    void contestantsTakeTurns() {
        StringBuilder order = new StringBuilder();
        List<Series> series = new Interleaved(Duration.ZERO, Duration.ZERO, 3)
            .milliseconds(List.of(new Contestant("a", () -> order.append('a')), new Contestant("b", () -> order.append('b'))));
        assertEquals("ababab", order.toString());
        assertEquals(List.of("a", "b"), series.stream().map(Series::contestant).toList());
        assertEquals(3, series.getFirst().scores().size());
    }
}
