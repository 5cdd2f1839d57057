package io.coracle.cli;

import io.coracle.ClassifierTrainer;
import io.coracle.ClassifierTrainer.Example;
import io.coracle.TrainedClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coracle train-classifier}: examples to a model. */
@Command(name = "train-classifier", description = "Learn from examples which label fits a text, and write a model that says so.",
    footer = {"", "DATA.tsv holds an example a line: a text, a tab and its label. The embedding model stays as it is; what is learned is a",
        "logistic regression on its vectors, so a few dozen examples of each label go a long way.", "", "Example:",
        "  coracle train-classifier train.tsv --dev dev.tsv --output sentiment/ --name 0=negative --name 1=positive",
        "  coracle classify --model sentiment/ \"A joy from start to end.\""})
final class TrainClassifierCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private ModelOption model;

    @Parameters(paramLabel = "DATA.tsv", description = "examples to learn from")
    private Path data;

    @Option(names = "--dev", paramLabel = "DEV.tsv", description = "other examples, to say how often the labels found are right")
    private Path dev;

    @Option(names = {"-o", "--output"}, paramLabel = "DIR", required = true, description = "the folder to write the model to")
    private Path output;

    @Option(names = "--head", paramLabel = "FILE",
        description = "write what was learned alone as well, as a model of a few kilobytes from vectors to logits")
    private Path head;

    @Option(names = "--name", paramLabel = "LABEL=NAME", description = "what the model is to call a label of the examples")
    private Map<String, String> names = new LinkedHashMap<>();

    @Option(names = "--strength", paramLabel = "C",
        description = "how closely to follow the examples, such as 0.1 or 100; default: what is best for every fifth example, held out")
    private Double strength;

    private final Context context;

    TrainClassifierCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        List<Example> examples = ExampleFile.read(data);
        List<Example> unseen = dev == null ? List.of() : ExampleFile.read(dev);
        Map<String, Integer> counts = count(examples);
        check(counts);
        say(data + ": " + plural(examples.size(), "example") + ", " + counts);
        try (ClassifierTrainer trainer = model.path().isPresent() ? ClassifierTrainer.on(model.path().get())
            : ClassifierTrainer.allMiniLmL6V2()) {
            TrainedClassifier trained = watched("embedding", examples.size(), progress -> trainer.train(examples,
                strength == null ? OptionalDouble.empty() : OptionalDouble.of(strength), progress));
            if (strength == null) {
                say("strength " + trained.strength());
            }
            if (!unseen.isEmpty()) {
                List<String> texts = unseen.stream().map(Example::text).toList();
                List<String> found = watched("checking", unseen.size(), progress -> trained.predict(texts, progress));
                say(dev + ": " + accuracy(unseen, found));
            }
            trained.save(output, names);
            if (head != null) {
                trained.saveHead(head);
            }
            say(output + ": model.onnx (" + Files.size(output.resolve("model.onnx")) / 1_000_000 + " MB), tokenizer.json, config.json");
        }
        return Main.OK;
    }

    private void check(Map<String, Integer> counts) {
        if (counts.size() < 2) {
            throw new CliException(data + ": all examples have the label " + counts.keySet().iterator().next() + "; two labels or more are needed");
        }
        if (strength != null && !(strength > 0 && strength < Double.POSITIVE_INFINITY)) {
            throw CliException.usage("--strength must be a positive number, not " + strength);
        }
        for (String label : names.keySet()) {
            if (!counts.containsKey(label)) {
                throw CliException.usage("--name " + label + "=" + names.get(label) + ": no example has the label " + label);
            }
        }
    }

    private static Map<String, Integer> count(List<Example> examples) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        examples.forEach(example -> counts.merge(example.label(), 1, Integer::sum));
        return counts;
    }

    private <T> T watched(String work, int texts, Function<ClassifierTrainer.Progress, T> task) {
        try (ProgressBar bar = new ProgressBar(context.terminal(), work, "texts")) {
            bar.begin(1, texts);
            return task.apply(() -> bar.passage(1, false));
        }
    }

    private static String accuracy(List<Example> examples, List<String> found) {
        int right = 0;
        for (int i = 0; i < found.size(); i++) {
            right += found.get(i).equals(examples.get(i).label()) ? 1 : 0;
        }
        return String.format(Locale.ROOT, "%.1f %% right (%,d of %,d)", 100.0 * right / found.size(), right, found.size());
    }

    private static String plural(int count, String thing) {
        return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
    }

    private void say(String line) {
        context.terminal().out().println(line);
        context.terminal().out().flush();
    }
}
