package io.coracle.bench.data;

import java.nio.file.Path;

/** Places in the repository. */
public final class Folders {
    private Folders() {}

    /** The repository, as {@code bench/run} says. */
    public static Path repository() {
        return Path.of(System.getProperty("coracle.root", "")).toAbsolutePath();
    }

    /** Where benchmarks put what they make; git does not see it. */
    public static Path work() {
        return repository().resolve("bench/target");
    }
}
