package io.coracle.server.inference;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The texts of one request and what has become of them. One thread waits for results, others bring them. Results may be taken in order
 * before all are there.
 *
 * @param <R> what is computed of a text
 */
public final class Batch<R> {

    /** What a text of few tokens costs: its vector takes memory too. */
    private static final int LEAST_COST = 16;

    private final int[] tokens;
    private final long cost;
    private final IntFunction<R> computation;
    private final Object[] results;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int awaited = -1;
    private Throwable failure;
    private volatile boolean over;
    /** The next text to begin; guarded by the queue's lock. */
    private int next;
    /** When it was admitted, as {@link System#nanoTime()} says; set by the queue before any text is begun. */
    long admittedAt;

    /**
     * What is to be computed.
     *
     * @param tokens of each text
     * @param computation gives the result of a text, on a thread of the queue
     */
    public Batch(int[] tokens, IntFunction<R> computation) {
        this.tokens = tokens.clone();
        long sum = 0;
        for (int count : tokens) {
            sum += cost(count);
        }
        this.cost = sum;
        this.computation = computation;
        this.results = new Object[tokens.length];
    }

    private static int cost(int tokens) {
        return Math.max(LEAST_COST, tokens);
    }

    /** The number of texts. */
    public int size() {
        return results.length;
    }

    long cost() {
        return cost;
    }

    boolean hasNext() {
        return next < tokens.length;
    }

    int nextCost() {
        return cost(tokens[next]);
    }

    int begin() {
        return next++;
    }

    int tokens(int index) {
        return tokens[index];
    }

    long totalTokens() {
        return IntStream.of(tokens).asLongStream().sum();
    }

    /** Computes a text that was begun, on the calling thread. False when nobody wants it any more. */
    boolean run(int index) {
        if (over) {
            return false;
        }
        try {
            finish(index, computation.apply(index));
        } catch (Throwable t) {
            fail(t);
        }
        return true;
    }

    private void finish(int index, R result) {
        lock.lock();
        try {
            results[index] = result;
            if (index == awaited) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the batch: nothing more is begun, and whoever waits gets the reason. */
    void fail(Throwable reason) {
        lock.lock();
        try {
            if (failure == null) {
                failure = reason;
            }
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** True when nothing more should be computed. */
    boolean isOver() {
        return over;
    }

    /** Takes a result, waiting for it if need be. What computing it threw is thrown here; afterwards it is no longer kept. */
    public R take(int index) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            awaited = index;
            while (results[index] == null && failure == null) {
                changed.await();
            }
            if (results[index] == null) {
                switch (failure) {
                    case RuntimeException e -> throw e;
                    case Error e -> throw e;
                    default -> throw new IllegalStateException(failure);
                }
            }
            @SuppressWarnings("unchecked")
            R result = (R) results[index];
            results[index] = null;
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a result can be taken without waiting. */
    public boolean isReady(int index) {
        lock.lock();
        try {
            return results[index] != null;
        } finally {
            lock.unlock();
        }
    }
}
