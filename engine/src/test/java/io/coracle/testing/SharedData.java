package io.coracle.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The folder of test data that lies beside the repository; too large to be in it. */
public final class SharedData {
    private SharedData() {}

    /**
     * A file or folder of the shared data. Skips the running test when it is absent.
     *
     * @param path relative to {@code shared/data}
     */
    public static Path require(String path) {
        Optional<Path> found = find(path);
        Assumptions.assumeTrue(found.isPresent(),
            () -> "shared/data/" + path + " is not there: put the shared folder beside the repository or set -Dcoracle.shared=FOLDER");
        return found.get();
    }

    /** A file or folder of the shared data; looks in {@code -Dcoracle.shared}, then beside every folder above this one. */
    public static Optional<Path> find(String path) {
        String configured = System.getProperty("coracle.shared");
        if (configured != null) {
            return existing(Path.of(configured).resolve("data").resolve(path));
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Optional<Path> found = existing(folder.resolve("shared/data").resolve(path));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> existing(Path path) {
        return Files.exists(path) ? Optional.of(path) : Optional.empty();
    }
}
