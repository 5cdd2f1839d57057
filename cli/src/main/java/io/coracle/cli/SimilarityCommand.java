package io.coracle.cli;

import io.coracle.cli.Models.OpenEmbedder;
import io.coracle.json.JsonWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coracle similarity}: how near two texts are. */
@Command(name = "similarity", description = "Print the cosine of the vectors of two texts: 1 for the same meaning, about 0 for nothing "
    + "in common.")
final class SimilarityCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Mixin
    private EmbeddingOptions embedding;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Parameters(index = "0", paramLabel = "A", description = "a text")
    private String first;

    @Parameters(index = "1", paramLabel = "B", description = "another text")
    private String second;

    private final Context context;

    SimilarityCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (OpenEmbedder embedder = context.models().embedder(embedding)) {
            double cosine = cosine(embedder.embed(first), embedder.embed(second));
            context.terminal().out().println(json
                ? new JsonWriter().beginObject().name("similarity").value(cosine).endObject().toString()
                : String.format(Locale.ROOT, "%.4f", cosine));
        }
        return Main.OK;
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double lengthA = 0;
        double lengthB = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            lengthA += (double) a[i] * a[i];
            lengthB += (double) b[i] * b[i];
        }
        double lengths = Math.sqrt(lengthA) * Math.sqrt(lengthB);
        return lengths == 0 ? 0 : Math.clamp(dot / lengths, -1, 1);
    }
}
