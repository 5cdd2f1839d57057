package io.coracle.bench.measure;

import java.util.List;
import java.util.stream.Stream;

/**
 * What one contestant scored.
 *
 * @param scores one for each round, in the order of the rounds
 */
public record Series(String contestant, List<Double> scores) {
    public Series {
        scores = List.copyOf(scores);
    }

    public double median() {
        return Scores.median(scores);
    }

    /** The rounds of this run and then those of another. */
    public Series followedBy(Series later) {
        return new Series(contestant, Stream.concat(scores.stream(), later.scores.stream()).toList());
    }
}
