package io.coracle.plan;

import io.coracle.kernel.Kernel;
import io.coracle.kernel.Target;
import io.coracle.kernel.Vectorize;
import java.util.HashMap;
import java.util.Map;

/** The kernels of a model as its target runs them; equal kernels become one object. */
final class KernelCache {
    private final Target target;
    private final Map<Kernel, Kernel> kernels = new HashMap<>();

    KernelCache(Target target) {
        this.target = target;
    }

    Target target() {
        return target;
    }

    synchronized Kernel get(Kernel kernel) {
        Kernel found = kernels.get(kernel);
        if (found == null) {
            found = Vectorize.apply(kernel, target);
            kernels.put(kernel, found);
        }
        return found;
    }
}
