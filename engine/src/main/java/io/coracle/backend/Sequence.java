package io.coracle.backend;

import io.coracle.kernel.KernelException;

/** Calls that always follow each other, put together once and run often, by one thread at a time. */
public interface Sequence extends AutoCloseable {
    /**
     * Says that {@link #run} comes soon. A backend with a thread to spare begins meanwhile, so until run has ended nobody else may use the
     * memory that the calls use. May do nothing.
     */
    default void begin() {
        // Most backends are asked by threads of the caller's.
    }

    /** Runs the calls in their order, or waits for the end of what {@link #begin} began. Throws {@link Broken}. */
    void run();

    /** Gives back what the sequence itself holds. It is not under way. */
    @Override
    void close();

    /** A kernel's requirement did not hold; the calls after it have not run. */
    final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int index;

        /** @param index of the call in the sequence */
        public Broken(int index, KernelException cause) {
            super(cause.getMessage(), cause);
            this.index = index;
        }

        public int index() {
            return index;
        }
    }
}
