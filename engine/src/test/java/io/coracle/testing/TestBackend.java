package io.coracle.testing;

import java.util.List;
import java.util.ServiceLoader;

/**
 * Backends that operator tests run on, found through {@link ServiceLoader}: a module that has backends lists them in its test
 * resources, and every operator test that runs there includes them.
 */
public interface TestBackend {
    /** Those that work on this machine. They stay open as long as the tests run. */
    List<ModelRunner> runners();

    /** All backends on the class path, loaded once. */
    static List<ModelRunner> all() {
        return All.RUNNERS;
    }

    /** Holds the backends from the first test that asks for them. */
    final class All {
        private static final List<ModelRunner> RUNNERS =
            ServiceLoader.load(TestBackend.class).stream().flatMap(provider -> provider.get().runners().stream()).toList();

        private All() {}
    }
}
