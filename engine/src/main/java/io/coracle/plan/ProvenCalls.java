package io.coracle.plan;

import io.coracle.backend.CompiledKernel.Place;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Reach;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Remembers which calls are proved to stay inside their buffers: the layers of a model make the same ones. */
final class ProvenCalls {
    private static final int KEPT_CALLS = 4096;

    private final Map<Kernel, Proven> proven = new IdentityHashMap<>();
    private int count;

    private record Proven(Reach reach, Set<Sizes> sizes) {}

    private record Sizes(long[] elements, int[] arguments) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Sizes sizes && Arrays.equals(elements, sizes.elements) && Arrays.equals(arguments, sizes.arguments);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(elements) + Arrays.hashCode(arguments);
        }
    }

    /** Throws {@link IllegalStateException} when a call could touch anything outside its places (see {@link Reach}). */
    void check(Kernel kernel, List<Place> places, int[] arguments, String label) {
        long[] elements = new long[places.size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = places.get(i).length() * 8 / kernel.buffers().get(i).dtype().bits();
        }
        Sizes sizes = new Sizes(elements, arguments);
        Reach reach;
        synchronized (this) {
            Proven known = proven.computeIfAbsent(kernel, k -> new Proven(new Reach(k), new HashSet<>()));
            if (known.sizes().contains(sizes)) {
                return;
            }
            reach = known.reach();
        }
        Optional<String> violation = reach.violation(elements, arguments);
        if (violation.isPresent()) {
            throw new IllegalStateException(label + ": " + violation.get());
        }
        remember(kernel, reach, sizes);
    }

    private synchronized void remember(Kernel kernel, Reach reach, Sizes sizes) {
        if (count++ >= KEPT_CALLS) {
            proven.clear();
            count = 0;
        }
        proven.computeIfAbsent(kernel, k -> new Proven(reach, new HashSet<>())).sizes().add(sizes);
    }
}
