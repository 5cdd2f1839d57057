package io.coracle.cli;

import io.coracle.Classifier;
import io.coracle.json.JsonWriter;
import io.coracle.text.classify.LabelScore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coracle classify}: texts to labels. */
@Command(name = "classify", description = "Print the label that fits each text best, and how well.",
    footer = {"", "Examples:",
        "  coracle classify --model sentiment/ \"A joy from start to end.\"",
        "  coracle classify --model sentiment/ --json < lines.txt"})
final class ClassifyCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Mixin
    private ThreadsOption threads;

    @Option(names = {"-m", "--model"}, paramLabel = "DIR", required = true,
        description = "a sequence-classification model in Hugging Face layout (model.onnx, tokenizer.json, config.json), "
            + "such as train-classifier writes")
    private Path model;

    @Option(names = "--json", description = "print a line of JSON a text: all labels with their scores, the best first")
    private boolean json;

    @Parameters(paramLabel = "TEXT", description = "texts; without any, each line of standard input is one")
    private List<String> texts = List.of();

    private final Context context;

    ClassifyCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        OutputStream out = PlainOutput.of(context.terminal().out());
        try (Classifier classifier = Classifier.load(model)) {
            Pipeline.run(Texts.of(texts, context.terminal()), text -> line(text, classifier.classify(text)), new Pipeline.Sink<String>() {
                @Override
                public void accept(String line) throws IOException {
                    out.write(line.getBytes(StandardCharsets.UTF_8));
                }

                @Override
                public void flush() throws IOException {
                    out.flush();
                }
            });
        }
        return Main.OK;
    }

    private String line(String text, List<LabelScore> scores) {
        if (!json) {
            LabelScore best = scores.getFirst();
            return String.format(Locale.ROOT, "%.4f\t%s\t%s\n", best.score(), best.label(), text);
        }
        JsonWriter line = new JsonWriter().beginArray();
        for (LabelScore score : scores) {
            line.beginObject().name("label").value(score.label()).name("score").value(score.score()).endObject();
        }
        return line.endArray() + "\n";
    }
}
