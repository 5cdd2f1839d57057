package io.coracle.cli;

import io.coracle.jvm.JvmBackends;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Texts in, results out: computed on all processors, given on in the order of the texts, each as soon as it and those before it
 * are ready. However long the input, no more than a few hundred texts and results are in memory.
 */
final class Pipeline {

    private static final int AHEAD = 256;

    private Pipeline() {
    }

    /** Where texts come from. */
    @FunctionalInterface
    interface Source {
        /** The next text; empty at the end. */
        Optional<String> next() throws IOException;
    }

    /** Where results go. */
    interface Sink<R> {
        void accept(R result) throws IOException;

        /** Nothing more is ready now: what was written so far should be seen. */
        void flush() throws IOException;
    }

    /** Runs until the source is empty; rethrows what source, function or sink throw. */
    static <R> void run(Source source, Function<String, R> function, Sink<R> sink) throws IOException {
        // An empty one stands for the end.
        BlockingQueue<Optional<Future<R>>> results = new ArrayBlockingQueue<>(AHEAD);
        try (ExecutorService workers = Executors.newFixedThreadPool(JvmBackends.threads());
             ExecutorService writing = Executors.newSingleThreadExecutor()) {
            Future<?> writer = writing.submit(() -> {
                write(results, sink);
                return null;
            });
            try {
                boolean wanted = true;
                for (Optional<String> text = source.next(); wanted && text.isPresent(); text = source.next()) {
                    String current = text.get();
                    wanted = put(results, Optional.of(workers.submit(() -> function.apply(current))), writer);
                }
                put(results, Optional.empty(), writer);
                await(writer);
            } finally {
                writing.shutdownNow();
                workers.shutdownNow();
            }
        }
    }

    /** Waits for room; false when the writer has failed and wants nothing more. */
    private static <R> boolean put(BlockingQueue<R> queue, R result, Future<?> writer) throws IOException {
        try {
            while (!writer.isDone()) {
                if (queue.offer(result, 100, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static <R> void write(BlockingQueue<Optional<Future<R>>> results, Sink<R> sink) throws Exception {
        for (Optional<Future<R>> next = results.take(); next.isPresent(); next = results.take()) {
            if (!next.get().isDone()) {
                sink.flush();
            }
            sink.accept(next.get().get());
            if (results.isEmpty()) {
                sink.flush();
            }
        }
        sink.flush();
    }

    private static void await(Future<?> writer) throws IOException {
        try {
            writer.get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            // The function's exceptions arrive wrapped twice: by its own future and by the writer's.
            Throwable cause = e.getCause() instanceof ExecutionException inner ? inner.getCause() : e.getCause();
            switch (cause) {
                case IOException io -> throw io;
                case RuntimeException runtime -> throw runtime;
                case Error error -> throw error;
                default -> throw new IllegalStateException(cause);
            }
        }
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted", e);
    }
}
