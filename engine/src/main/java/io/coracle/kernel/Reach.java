package io.coracle.kernel;

import java.util.Optional;

/**
 * Shows, before a kernel runs, that it stays inside its buffers whatever they contain. The proof is sound and not complete: a kernel that
 * it rejects may be harmless, and is not run.
 */
public final class Reach {
    private final Kernel kernel;
    private final Outline outline;

    /** Of one kernel, for any number of calls. */
    public Reach(Kernel kernel) {
        this.kernel = kernel;
        this.outline = new Outline(kernel);
    }

    /**
     * Looks for an access that may fall outside.
     *
     * @param elements how many elements each buffer of the kernel has, in order
     * @param arguments values of the kernel's parameters, in order
     * @return what may fall outside, or empty when nothing can
     */
    public Optional<String> violation(long[] elements, int[] arguments) {
        return new Proof(kernel, elements, arguments).violation(outline);
    }

    /** The same, for one call. */
    public static Optional<String> violation(Kernel kernel, long[] elements, int[] arguments) {
        return new Reach(kernel).violation(elements, arguments);
    }
}
