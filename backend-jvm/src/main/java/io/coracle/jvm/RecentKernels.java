package io.coracle.jvm;

import io.coracle.kernel.Kernel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What was made of the kernels of late; a process that loads many models does not keep all their code. Safe for use by many threads.
 *
 * @param <C> a kernel's code
 */
final class RecentKernels<C> {
    private static final int MOST = 4096;

    private final Map<Kernel, C> codes = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Kernel, C> eldest) {
            return size() > MOST;
        }
    };

    /** A kernel's code, made now if it is not known. */
    synchronized C get(Kernel kernel, Function<Kernel, C> make) {
        return codes.computeIfAbsent(kernel, make);
    }

    synchronized void clear() {
        codes.clear();
    }
}
