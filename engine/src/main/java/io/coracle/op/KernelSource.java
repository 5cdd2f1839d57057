package io.coracle.op;

import io.coracle.kernel.Kernel;
import java.util.List;
import java.util.function.Supplier;

/**
 * A kernel that is written only if nobody has written it before. Writing and checking the code of a kernel takes longer than all else in a
 * plan, and plans for other shapes call the same kernels with other parameters.
 *
 * @param key everything that the code depends on, by value: equal keys stand for equal kernels
 * @param writer writes the kernel; called once at most
 */
public record KernelSource(List<Object> key, Supplier<Kernel> writer) {
    public KernelSource {
        key = List.copyOf(key);
    }

    /** A kernel of one family. */
    public static KernelSource of(Supplier<Kernel> writer, Object... key) {
        return new KernelSource(List.of(key), writer);
    }

    /** The kernel, written now. */
    public Kernel write() {
        return writer.get();
    }
}
