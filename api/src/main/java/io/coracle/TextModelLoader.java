package io.coracle;

import io.coracle.backend.Backend;
import io.coracle.format.onnx.OnnxModel;
import io.coracle.jvm.JvmBackends;
import io.coracle.text.tokenizer.Tokenizer;
import io.coracle.text.tokenizer.TokenizerException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Opens the parts of a model of texts side by side: the backend starts and the tokenizer is read while the model is mapped. */
final class TextModelLoader {
    private TextModelLoader() {}

    /** Makes something of the parts. */
    interface Assembly<T> {
        /**
         * @param tokenizer waits until the tokenizer has been read: to be asked last
         * @param released gives the mapped file back; it must run once, when nothing reads the model's weights any more
         */
        T assemble(OnnxModel model, Supplier<Tokenizer> tokenizer, Backend backend, Runnable released);
    }

    /** The backend that this machine runs best, being started on another thread. */
    static CompletableFuture<Backend> standardBackend() {
        return CompletableFuture.supplyAsync(JvmBackends::standard);
    }

    static <T> T load(TextModelFiles files, CompletableFuture<Backend> backend, Assembly<T> assembly) throws IOException {
        Supplier<Tokenizer> tokenizer = tokenizer(files);
        Arena file = Arena.ofShared();
        try {
            return assembly.assemble(ModelFiles.read(files.model(), file), tokenizer, joined(backend), file::close);
        } catch (IOException | RuntimeException | Error e) {
            if (file.scope().isAlive()) {
                file.close();
            }
            throw e;
        }
    }

    /** A tokenizer that is being read on another thread, and waited for when it is asked for. */
    static Supplier<Tokenizer> tokenizer(TextModelFiles files) throws IOException {
        byte[] json = Files.readAllBytes(files.tokenizer());
        CompletableFuture<Tokenizer> tokenizer = CompletableFuture.supplyAsync(() -> tokenizer(files.tokenizer(), json));
        return () -> joined(tokenizer);
    }

    private static Tokenizer tokenizer(Path file, byte[] json) {
        try {
            return Tokenizer.fromJson(json);
        } catch (TokenizerException e) {
            throw new TokenizerException(file + ": " + e.getMessage(), e);
        }
    }

    /** The result of work on another thread; what that work threw is thrown here. */
    static <T> T joined(CompletableFuture<T> work) {
        try {
            return work.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                default -> throw e;
            }
        }
    }
}
