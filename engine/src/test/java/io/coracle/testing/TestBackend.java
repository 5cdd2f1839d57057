package io.coracle.testing;

import java.util.List;
import java.util.ServiceLoader;

/**
 * A backend that operator tests run on, found through {@link ServiceLoader}: a module that has a backend lists it in its test
 * resources, and every operator test that runs there includes it.
 */
public interface TestBackend {
    /** The backend, which stays open as long as the tests run. */
    ModelRunner runner();

    /** All backends on the class path, loaded once. */
    static List<ModelRunner> all() {
        return All.RUNNERS;
    }

    /** Holds the backends from the first test that asks for them. */
    final class All {
        private static final List<ModelRunner> RUNNERS =
            ServiceLoader.load(TestBackend.class).stream().map(provider -> provider.get().runner()).toList();

        private All() {}
    }
}
