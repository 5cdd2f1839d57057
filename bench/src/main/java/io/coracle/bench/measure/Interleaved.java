package io.coracle.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures contestants in turns: A B A B … . Each turn runs one contestant for a while and scores the median of its calls, so that all
 * of them meet the same state of the machine, whatever that is.
 *
 * @param warmUp at most so long for each contestant; less when it gets no faster any more
 * @param turn how long a contestant runs in each round; at least one call
 */
public record Interleaved(Duration warmUp, Duration turn, int rounds) {
    /** What a contestant does in one call. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /** Someone who does the work. */
    public record Contestant(String name, Work work) {}

    /** A contestant is warm when so many turns in a row were not faster than the best before them by {@link #GAIN}. */
    private static final int STEADY_TURNS = 4;
    private static final double GAIN = 0.02;
    /** Nor before this part of the time: a compiler that works in the background makes code faster in steps. */
    private static final int LEAST_SHARE = 4;
    /** Before a turn counts, the threads of whoever ran before go to sleep and our own wake up. */
    private static final long SETTLE_NANOS = 5_000_000;

    /** Milliseconds for one call. Throws what a contestant throws, with its name. */
    public List<Series> milliseconds(List<Contestant> contestants) {
        contestants.forEach(this::warmUp);
        List<List<Double>> scores = IntStream.range(0, contestants.size()).mapToObj(i -> (List<Double>) new ArrayList<Double>()).toList();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < contestants.size(); i++) {
                scores.get(i).add(turn(contestants.get(i)));
            }
        }
        return IntStream.range(0, contestants.size()).mapToObj(i -> new Series(contestants.get(i).name(), scores.get(i))).toList();
    }

    private void warmUp(Contestant contestant) {
        long start = System.nanoTime();
        double best = Double.POSITIVE_INFINITY;
        for (int steady = 0; System.nanoTime() - start < (steady < STEADY_TURNS ? warmUp.toNanos() : warmUp.toNanos() / LEAST_SHARE); ) {
            double score = turn(contestant);
            steady = score < best * (1 - GAIN) ? 0 : steady + 1;
            best = Math.min(best, score);
        }
    }

    private double turn(Contestant contestant) {
        if (turn.toNanos() > SETTLE_NANOS) {
            for (long end = System.nanoTime() + SETTLE_NANOS, spent = 0; System.nanoTime() < end && spent < SETTLE_NANOS; ) {
                spent += call(contestant);
            }
        }
        List<Double> calls = new ArrayList<>();
        long end = System.nanoTime() + turn.toNanos();
        do {
            calls.add(call(contestant) / 1e6);
        } while (System.nanoTime() < end);
        return Scores.median(calls);
    }

    private static long call(Contestant contestant) {
        long start = System.nanoTime();
        try {
            contestant.work().run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(contestant.name() + ": " + e.getMessage(), e);
        }
        return System.nanoTime() - start;
    }
}
