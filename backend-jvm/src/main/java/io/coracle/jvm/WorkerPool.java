package io.coracle.jvm;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that share loops. The caller of a loop always works on it too, so a loop never waits for a worker, and with one thread no
 * worker exists. Idle workers spin for a moment, because the next loop of a model follows within microseconds, then park.
 */
final class WorkerPool implements AutoCloseable {
    private static final long SPIN_NANOS = 50_000;
    private static final int CLAIMS_PER_THREAD = 4;
    private static final long CROWDED_NANOS = 2_000_000;

    private final Worker[] workers;
    private final ConcurrentLinkedQueue<Job> invitations = new ConcurrentLinkedQueue<>();
    /** Threads in the middle of loops that follow each other. */
    private final AtomicInteger callers = new AtomicInteger();
    /** Until when no worker is asked, as {@link System#nanoTime()} says. */
    private volatile long crowdedUntil = System.nanoTime();
    private volatile boolean closed;

    /** @param threads that work on one loop, its caller among them */
    WorkerPool(int threads) {
        workers = new Worker[Math.max(0, threads - 1)];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker("coracle-" + (i + 1));
            workers[i].start();
        }
    }

    /** A part of a loop. */
    @FunctionalInterface
    interface Part {
        void run(int from, int to);
    }

    /** Runs a loop of {@code count} iterations and returns when all of them are done. What an iteration throws is thrown here. */
    void run(int count, Part part) {
        int helpers = Math.min(workers.length, count - 1);
        if (helpers <= 0 || closed) {
            part.run(0, count);
            return;
        }
        // Callers that keep all processors busy by themselves would only get into each other's way.
        helpers = Math.min(helpers, workers.length - Math.max(0, callers.get() - 1));
        if (helpers <= 0 || System.nanoTime() - crowdedUntil < 0) {
            part.run(0, count);
        } else {
            share(new Job(count, Math.max(1, count / ((helpers + 1) * CLAIMS_PER_THREAD)), part), helpers);
        }
    }

    /** Runs loops one after the other on this thread, which is busy until the last of them has ended. */
    void together(Runnable loops) {
        boolean crowded = callers.incrementAndGet() > workers.length;
        try {
            loops.run();
        } finally {
            callers.getAndDecrement();
            // Whoever kept a processor busy until now will mostly do so again in a moment.
            if (crowded) {
                crowdedUntil = System.nanoTime() + CROWDED_NANOS;
            }
        }
    }

    private void share(Job job, int helpers) {
        for (int i = 0; i < helpers; i++) {
            invitations.add(job);
        }
        int toWake = helpers;
        for (int i = 0; i < workers.length && toWake > 0; i++) {
            if (workers[i].wake()) {
                toWake--;
            }
        }
        job.work();
        job.finish();
    }

    /** Ends the workers. Loops under way are finished by their callers. */
    @Override
    public void close() {
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker);
        }
    }

    /** One loop: threads claim a few iterations at a time until none are left. */
    private static final class Job {
        private static final int FINISHED = Integer.MIN_VALUE;

        private final int count;
        private final int claim;
        private final Part part;
        private final Thread caller = Thread.currentThread();
        private final AtomicInteger next = new AtomicInteger();
        /** How many workers are inside; negative once the caller lets no more in. */
        private final AtomicInteger inside = new AtomicInteger();
        private volatile Throwable failure;

        Job(int count, int claim, Part part) {
            this.count = count;
            this.claim = claim;
            this.part = part;
        }

        void work() {
            try {
                for (int from = next.getAndAdd(claim); from < count && from >= 0; from = next.getAndAdd(claim)) {
                    part.run(from, Math.min(count, from + claim));
                }
            } catch (Throwable t) {
                failure = t;
                next.set(count);
            }
        }

        void help() {
            int now = inside.get();
            while (now >= 0 && !inside.compareAndSet(now, now + 1)) {
                now = inside.get();
            }
            if (now < 0) {
                return;
            }
            work();
            if (inside.decrementAndGet() == FINISHED) {
                LockSupport.unpark(caller);
            }
        }

        /** Waits for the workers inside. */
        void finish() {
            inside.getAndAdd(FINISHED);
            long start = System.nanoTime();
            while (inside.get() != FINISHED) {
                if (System.nanoTime() - start < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            switch (failure) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable t -> throw new IllegalStateException(t);
            }
        }
    }

    private final class Worker extends Thread {
        private final AtomicInteger parked = new AtomicInteger();

        Worker(String name) {
            super(name);
            setDaemon(true);
        }

        /** Wakes the worker if it is parked. */
        boolean wake() {
            if (parked.get() == 1 && parked.compareAndSet(1, 0)) {
                LockSupport.unpark(this);
                return true;
            }
            return false;
        }

        @Override
        public void run() {
            long idleSince = System.nanoTime();
            while (!closed) {
                Job job = invitations.poll();
                if (job != null) {
                    job.help();
                    idleSince = System.nanoTime();
                } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    parked.set(1);
                    if (invitations.isEmpty() && !closed) {
                        LockSupport.park(WorkerPool.this);
                    }
                    parked.set(0);
                    idleSince = System.nanoTime();
                }
            }
        }
    }
}
