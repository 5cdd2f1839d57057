package io.coracle;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds reference data beside the repository and models on the test class path. */
final class SharedFiles {
    private SharedFiles() {}

    /** A file of the shared test data. Skips the test when it is not there. */
    static Path data(String name) {
        Optional<Path> found = find(name);
        assumeTrue(found.isPresent(), "shared/data/" + name + " is not beside the repository");
        return found.orElseThrow();
    }

    private static Optional<Path> find(String name) {
        String set = System.getProperty("coracle.shared");
        if (set != null) {
            return Optional.of(Path.of(set, "data", name)).filter(Files::exists);
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve("shared").resolve("data").resolve(name);
            if (Files.exists(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** Little-endian float32 vectors, one after the other. */
    static float[][] vectors(Path file, int dimension) throws IOException {
        var numbers = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[][] vectors = new float[numbers.remaining() / dimension][dimension];
        for (float[] vector : vectors) {
            numbers.get(vector);
        }
        return vectors;
    }

    /** A folder with a model and its tokenizer, copied from the class path. */
    static Path modelFolder(Path into, String name) throws IOException {
        copy(name + ".onnx", into.resolve("model.onnx"));
        copy(name + "-tokenizer.json", into.resolve("tokenizer.json"));
        return into;
    }

    private static void copy(String resource, Path to) throws IOException {
        try (InputStream in = SharedFiles.class.getClassLoader().getResourceAsStream(resource)) {
            assumeTrue(in != null, resource + " is not on the test class path");
            Files.copy(in, to);
        }
    }

    static double cosine(float[] a, float[] b) {
        double dot = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            squaresA += (double) a[i] * a[i];
            squaresB += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(squaresA * squaresB);
    }
}
