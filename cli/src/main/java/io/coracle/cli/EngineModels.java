package io.coracle.cli;

import io.coracle.DefaultModel;
import io.coracle.Embedder;
import io.coracle.text.embed.Pooling;
import io.coracle.text.tokenizer.Tokenizer;
import io.coracle.text.tokenizer.TokenizerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Models that the engine runs. */
final class EngineModels implements Models {
    /** Beside the class cache, and emptied like it when the launcher builds. */
    private static final Optional<Path> PROGRAMS = Optional.ofNullable(System.getProperty("coracle.programs")).map(Path::of);

    @Override
    public OpenEmbedder embedder(EmbeddingOptions options) {
        try {
            Embedder.Settings settings = new Embedder.Settings(options.pooling(), options.normalize(), PROGRAMS);
            return new Adapter(options.model().path().isPresent() ? Embedder.load(options.model().path().get(), settings)
                : Embedder.allMiniLmL6V2(settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Tokenizer tokenizer(ModelOption model) {
        Path path = model.path().orElseGet(DefaultModel::folder);
        Path file = Files.isDirectory(path) ? path.resolve("tokenizer.json")
            : path.toString().endsWith(".json") ? path : path.resolveSibling("tokenizer.json");
        try {
            return Tokenizer.fromJson(Files.readAllBytes(file));
        } catch (TokenizerException e) {
            throw new CliException(file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Adapter(Embedder embedder) implements OpenEmbedder {

        @Override
        public float[] embed(String text) {
            return embedder.embed(text);
        }

        @Override
        public int dimension() {
            return embedder.dimension();
        }

        @Override
        public String fingerprint() {
            return embedder.fingerprint();
        }

        @Override
        public Tokenizer tokenizer() {
            return embedder.tokenizer();
        }

        @Override
        public void close() {
            embedder.close();
        }
    }
}
