package io.coracle.bench.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The two forms of all-MiniLM-L6-v2, as they lie in the jars of LangChain4j. Names are as the command line takes them. */
public enum EmbeddingModel {
    f32("all-minilm-l6-v2", "embeddings_f32.bin"),
    int8("all-minilm-l6-v2-q", "embeddings_q.bin");

    /** Numbers in a vector. */
    public static final int DIMENSION = 384;

    private final String resource;
    private final String references;

    EmbeddingModel(String resource, String references) {
        this.resource = resource;
        this.references = references;
    }

    String references() {
        return references;
    }

    /** A folder with {@code model.onnx} and {@code tokenizer.json}, copied from the jar at the first call. */
    public Path folder() {
        Path folder = Folders.work().resolve("models").resolve(name());
        extract(resource + "-tokenizer.json", folder.resolve("tokenizer.json"));
        extract(resource + ".onnx", folder.resolve("model.onnx"));
        return folder;
    }

    private static void extract(String resource, Path target) {
        if (Files.exists(target)) {
            return;
        }
        try (InputStream in = EmbeddingModel.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path; start with bench/run");
            }
            Files.createDirectories(target.getParent());
            Path partial = Files.createTempFile(target.getParent(), "model", ".part");
            Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
