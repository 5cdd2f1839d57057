package io.coracle.backend;

import java.util.List;

/** A kernel as code. */
public interface CompiledKernel {
    /** A place for one buffer of a kernel: {@code length} bytes at {@code offset} of a memory. */
    record Place(Memory memory, long offset, long length) {}

    /**
     * A call of the kernel with its buffers and parameters, in the kernel's order. The binding is done once, the call may run
     * often, by one thread at a time. The caller has checked that the kernel stays inside the places (see
     * {@link io.coracle.kernel.Reach}).
     */
    Call bind(List<Place> buffers, int[] arguments);

    /** A kernel with everything it needs. */
    @FunctionalInterface
    interface Call {
        /** Throws {@link io.coracle.kernel.KernelException} when the data broke a requirement of the kernel. */
        void run();
    }
}
