package io.coracle.server.models;

import io.coracle.Classifier;
import io.coracle.Embedder;
import io.coracle.json.Json;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonException;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a model comes from.
 *
 * @param name what requests call it
 * @param path its folder or file; empty for the model that comes with Coracle
 */
record ModelSource(String name, Optional<Path> path) {

    /** What the default model is called. */
    static final String STANDARD = "all-MiniLM-L6-v2";

    private static final long STANDARD_BYTES = 24L << 20;

    static ModelSource standard() {
        return new ModelSource(STANDARD, Optional.empty());
    }

    /** A folder or file, called by its name. */
    static ModelSource of(Path path) {
        Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
        return new ModelSource(folder.toAbsolutePath().normalize().getFileName().toString(), Optional.of(path));
    }

    /** Loads it. Throws what {@link Embedder#load} throws. */
    ServedModel load(int maxTokens) throws IOException {
        if (path.isEmpty()) {
            return embedding(Embedder.allMiniLmL6V2(), Prompts.NONE, maxTokens);
        }
        Path folder = Files.isDirectory(path.get()) ? path.get() : path.get().toAbsolutePath().getParent();
        Prompts prompts = Prompts.of(folder);
        if (classifies(folder)) {
            Classifier classifier = Classifier.load(path.get());
            return new ClassifyingModel(name, classifier, limited(maxTokens, classifier.maxTokens()), prompts);
        }
        return embedding(Embedder.load(path.get()), prompts, maxTokens);
    }

    private EmbeddingModel embedding(Embedder embedder, Prompts prompts, int maxTokens) {
        return new EmbeddingModel(name, embedder, limited(maxTokens, embedder.maxTokens()), prompts);
    }

    private static int limited(int wanted, int possible) {
        return wanted == 0 ? possible : Math.min(wanted, possible);
    }

    /** Models name their architecture, such as BertForSequenceClassification; those that do not have labels if they classify. */
    private static boolean classifies(Path folder) throws IOException {
        Path file = folder.resolve("config.json");
        if (!Files.exists(file)) {
            return false;
        }
        try {
            if (!(Json.parse(Files.readAllBytes(file)) instanceof JsonObject config)) {
                return false;
            }
            if (config.get("architectures").orElse(null) instanceof JsonArray architectures && !architectures.elements().isEmpty()) {
                return architectures.elements().stream()
                    .anyMatch(a -> a instanceof JsonString(String architecture) && architecture.endsWith("ForSequenceClassification"));
            }
            return config.get("id2label").isPresent();
        } catch (JsonException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** About what it takes in memory: the mapped file, and as much again for weights in the order in which they are read. */
    long memory() throws IOException {
        if (path.isEmpty()) {
            return 2 * STANDARD_BYTES;
        }
        if (!Files.isDirectory(path.get())) {
            return 2 * Files.size(path.get());
        }
        long bytes = 0;
        try (Stream<Path> files = Files.walk(path.get(), 2)) {
            for (Path file : files.filter(Files::isRegularFile).filter(f -> f.toString().contains(".onnx")).toList()) {
                bytes += Files.size(file);
            }
        }
        return 2 * bytes;
    }
}
