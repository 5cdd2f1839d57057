package io.coracle.server.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A line of texts before a few threads. Its length is bounded by tokens, counted from admission until the response has been sent, which
 * bounds memory too: what does not fit is refused at once. Clients take turns (deficit round robin by tokens), so that one
 * who sends thousands of texts delays another who sends one by little more than a text.
 *
 * <p>The threads are virtual, as those that answer requests: they share the processors without the system's help, which would take
 * a tenth of the time that a short text does. They let others pass after each text, and leave long texts to threads of the system.
 */
public final class InferenceQueue implements AutoCloseable {

    /** Tokens that a client may have computed before it is the next one's turn. */
    private static final int QUANTUM = 128;
    private static final int MOST_RETRY_SECONDS = 60;
    /** Tokens per second, until it is known better. */
    private static final double ASSUMED_RATE = 10_000;
    /** Seconds that requests may be kept waiting for a processor while a text is computed. */
    private static final double SHORT = 0.005;
    /**
     * Texts after which a thread of ours sleeps for a moment. What becomes ready from outside is looked at only when a processor has
     * nothing else: while we yield it has, and a request would wait for as long as the rest keeps the processors busy.
     */
    private static final int IN_A_ROW = 64;

    private final long limit;
    private final QueueListener listener;
    private final List<Thread> threads = new ArrayList<>();
    /** Threads of the system; at most as many as there are of ours. */
    private final ExecutorService aside = Executors.newCachedThreadPool(Thread.ofPlatform().name("inference-", 1).daemon().factory());
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Map<Object, Line> lines = new HashMap<>();
    private final ArrayDeque<Line> turns = new ArrayDeque<>();
    private long admitted;
    private long waiting;
    private long waitingTexts;
    private double rate = ASSUMED_RATE;
    private boolean closed;

    /** What one client has waiting, and how many tokens of its turn are left. */
    private static final class Line {
        private final Object client;
        private final ArrayDeque<Batch<?>> batches = new ArrayDeque<>();
        private int credit = QUANTUM;

        Line(Object client) {
            this.client = client;
        }
    }

    /** What a thread has to do next. */
    private record Work(Batch<?> batch, int index, int cost, boolean isShort) {}

    /**
     * Starts the threads.
     *
     * @param threads texts computed at the same time
     * @param limit tokens that may be in the queue, each text counting for 16 at least
     * @param listener hears what happens
     */
    public InferenceQueue(int threads, long limit, QueueListener listener) {
        this.limit = limit;
        this.listener = listener;
        for (int i = 0; i < threads; i++) {
            this.threads.add(Thread.ofVirtual().name("inference").unstarted(this::work));
        }
        this.threads.forEach(Thread::start);
    }

    /**
     * A batch's place in the line. Closing it gives the room back; what of the batch was not begun yet never will be.
     *
     * @param <R> what is computed of a text
     */
    public final class Place<R> implements AutoCloseable {
        private final Batch<R> batch;
        private final Line line;
        private boolean open = true;

        private Place(Batch<R> batch, Line line) {
            this.batch = batch;
            this.line = line;
        }

        /** What was admitted. */
        public Batch<R> batch() {
            return batch;
        }

        /** Computes no more of the batch; whoever waits for it gets a {@link CancelledException}. */
        public void cancel() {
            batch.fail(new CancelledException("nobody waits for the result any more"));
            lock.lock();
            try {
                remove(line, batch);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (open) {
                    open = false;
                    admitted -= batch.cost();
                    if (batch.hasNext()) {
                        batch.fail(new CancelledException("the request is over"));
                        remove(line, batch);
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Puts a batch into the line.
     *
     * @param client whose turn it uses
     * @throws QueueFullException when there is no room for all of it
     */
    public <R> Place<R> admit(Object client, Batch<R> batch) {
        try {
            Place<R> place = tryAdmit(client, batch);
            listener.admitted(batch.size(), batch.totalTokens());
            return place;
        } catch (QueueFullException e) {
            listener.refused();
            throw e;
        }
    }

    private <R> Place<R> tryAdmit(Object client, Batch<R> batch) {
        batch.admittedAt = System.nanoTime();
        lock.lock();
        try {
            if (closed) {
                throw new CancelledException("the server is stopping");
            }
            if (admitted + batch.cost() > limit) {
                throw new QueueFullException(batch.cost(), limit, Math.clamp((long) Math.ceil(waiting / rate), 1, MOST_RETRY_SECONDS));
            }
            admitted += batch.cost();
            Line line = lines.get(client);
            if (batch.hasNext()) {
                waiting += batch.cost();
                waitingTexts += batch.size();
                if (line == null) {
                    line = new Line(client);
                    lines.put(client, line);
                    turns.addLast(line);
                }
                line.batches.addLast(batch);
                if (batch.size() == 1) {
                    notEmpty.signal();
                } else {
                    notEmpty.signalAll();
                }
            }
            return new Place<>(batch, line);
        } finally {
            lock.unlock();
        }
    }

    private void remove(Line line, Batch<?> batch) {
        if (batch.hasNext() && line.batches.remove(batch)) {
            while (batch.hasNext()) {
                waiting -= batch.nextCost();
                waitingTexts--;
                batch.begin();
            }
            dropIfEmpty(line);
        }
    }

    private void dropIfEmpty(Line line) {
        if (line.batches.isEmpty()) {
            turns.remove(line);
            lines.remove(line.client);
        }
    }

    private void work() {
        int inRow = 0;
        for (Optional<Work> next = next(); next.isPresent(); next = next()) {
            Work work = next.get();
            if (work.isShort()) {
                run(work);
                if (++inRow % IN_A_ROW == 0) {
                    LockSupport.parkNanos(1);
                } else {
                    Thread.yield();
                }
            } else {
                CompletableFuture.runAsync(() -> run(work), aside).join();
            }
        }
    }

    private void run(Work work) {
        long start = System.nanoTime();
        if (work.batch().run(work.index())) {
            long took = System.nanoTime() - start;
            measured(work.cost(), took);
            listener.computed(work.batch().tokens(work.index()), start - work.batch().admittedAt, took);
        }
    }

    /** Waits for something to do; nothing once the queue is closed. */
    private Optional<Work> next() {
        lock.lock();
        try {
            while (turns.isEmpty()) {
                if (closed) {
                    return Optional.empty();
                }
                notEmpty.awaitUninterruptibly();
            }
            while (true) {
                Line line = turns.peekFirst();
                Batch<?> batch = line.batches.peekFirst();
                int cost = batch.nextCost();
                if (line.credit < cost) {
                    line.credit += QUANTUM;
                    turns.addLast(turns.pollFirst());
                    continue;
                }
                line.credit -= cost;
                waiting -= cost;
                waitingTexts--;
                int index = batch.begin();
                if (!batch.hasNext()) {
                    line.batches.pollFirst();
                    dropIfEmpty(line);
                }
                return Optional.of(new Work(batch, index, cost, cost * threads.size() <= SHORT * rate));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Keeps an average of late, over about a hundred texts. */
    private void measured(int cost, long nanos) {
        double now = cost * 1e9 / Math.max(1, nanos) * threads.size();
        lock.lock();
        try {
            rate += (now - rate) / 100;
        } finally {
            lock.unlock();
        }
    }

    /**
     * How full the queue is.
     *
     * @param texts that wait for a thread
     * @param tokens of these
     * @param admitted tokens of all requests that have not been answered yet
     * @param limit what {@code admitted} may be at most
     * @param clients who have something waiting
     */
    public record Load(long texts, long tokens, long admitted, long limit, int clients) {}

    /** How full the queue is now. */
    public Load load() {
        lock.lock();
        try {
            return new Load(waitingTexts, waiting, admitted, limit, turns.size());
        } finally {
            lock.unlock();
        }
    }

    /** Ends the threads; who still waits gets a {@link CancelledException}. */
    @Override
    public void close() {
        List<Batch<?>> left = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            lines.values().forEach(line -> left.addAll(line.batches));
            lines.clear();
            turns.clear();
            notEmpty.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(batch -> batch.fail(new CancelledException("the server is stopping")));
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        aside.shutdown();
    }
}
