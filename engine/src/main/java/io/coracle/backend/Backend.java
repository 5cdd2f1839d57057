package io.coracle.backend;

import io.coracle.kernel.Kernel;
import io.coracle.kernel.Target;
import io.coracle.tensor.Bytes;
import java.util.List;

/** Something that runs kernels. Safe for use by many threads. */
public interface Backend extends AutoCloseable {
    /** A short name, for messages: {@code interpreter}, {@code bytecode}. */
    String name();

    /** What schedules should know of it. */
    Target target();

    /** The most bytes that one run may need; a model that needs more is refused with a message instead. */
    long memoryLimit();

    /** New memory, filled with zeros, whose start is aligned to 64 bytes. */
    Memory allocate(long bytes);

    /** Memory with these contents, only read by kernels; the bytes themselves where they can be reached, a copy elsewhere. */
    Memory constant(Bytes bytes);

    /** Says that a kernel will be asked for soon, so that a backend with a thread to spare can begin with it. May do nothing. */
    default void expect(Kernel kernel) {
        // Most backends compile when they are asked.
    }

    /** Code for a kernel. The same kernel may be asked for often; only the first time should cost anything. */
    CompiledKernel compile(Kernel kernel);

    /** Calls of this backend's kernels that always follow each other. */
    default Sequence sequence(List<CompiledKernel.Call> calls) {
        return new CallAfterCall(List.copyOf(calls));
    }

    /**
     * Runs calls that follow each other on this thread. A backend that shares its threads between callers so knows how many there are,
     * also in the moments between two calls.
     */
    default void together(Runnable calls) {
        calls.run();
    }

    @Override
    void close();
}
