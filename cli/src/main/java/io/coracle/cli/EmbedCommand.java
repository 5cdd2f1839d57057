package io.coracle.cli;

import io.coracle.cli.Models.OpenEmbedder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coracle embed}: texts to vectors. */
@Command(name = "embed", description = "Print the vector of each text.",
    footer = {"", "Examples:",
        "  coracle embed \"Keys are rotated every 90 days.\"",
        "  cat lines.txt | coracle embed > vectors.jsonl",
        "  coracle embed --format npy -o vectors.npy < lines.txt"})
final class EmbedCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Mixin
    private EmbeddingOptions embedding;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "jsonl",
        description = "${COMPLETION-CANDIDATES}: a line of JSON a text, one JSON array, a NumPy file, or bare little-endian "
            + "32-bit floats; default: ${DEFAULT-VALUE}")
    private VectorWriter.Format format;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "write to a file instead of standard output")
    private Path output;

    @Parameters(paramLabel = "TEXT", description = "texts; without any, each line of standard input is one")
    private List<String> texts = List.of();

    private final Context context;

    EmbedCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        try (OpenEmbedder embedder = context.models().embedder(embedding);
             VectorWriter writer = VectorWriter.open(format, Optional.ofNullable(output), embedder.dimension(), context.terminal())) {
            Pipeline.run(Texts.of(texts, context.terminal()), embedder::embed, writer);
            writer.finish();
        }
        return Main.OK;
    }
}
