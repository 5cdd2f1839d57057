package io.coracle.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --model}, for commands that have a default model. */
final class ModelOption {

    @Option(names = {"-m", "--model"}, paramLabel = "PATH",
        description = "a folder in Hugging Face layout (model.onnx, tokenizer.json, ...) or a model file; "
            + "default: all-MiniLM-L6-v2, which comes with Coracle")
    private Path model;

    /** The model asked for; empty for the default one. */
    Optional<Path> path() {
        return Optional.ofNullable(model);
    }
}
