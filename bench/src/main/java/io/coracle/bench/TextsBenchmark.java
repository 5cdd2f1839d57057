package io.coracle.bench;

import dev.langchain4j.data.segment.TextSegment;
import io.coracle.Embedder;
import io.coracle.bench.data.EmbeddingModel;
import io.coracle.bench.measure.Comparison;
import io.coracle.bench.measure.Interleaved;
import io.coracle.bench.measure.Interleaved.Contestant;
import io.coracle.bench.measure.Match;
import io.coracle.bench.measure.Series;
import io.coracle.bench.peer.LangChain;
import io.coracle.bench.peer.OrtEmbedder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Many texts from end to end. */
@Command(name = "texts",
    description = "The 1,000 texts of sentences.txt from text to vector, against ONNX Runtime with DJL tokenizers and LangChain4j")
final class TextsBenchmark implements Callable<Integer> {
    private static final int BATCH = 32;

    /** How much of the machine is used. */
    enum Cores { one, all }

    @Mixin
    private ReportOptions report;

    @Mixin
    private SetupOptions setups;

    @Mixin
    private DataOptions data;

    @Option(names = "--model", split = ",", defaultValue = "f32,int8",
        description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    private List<EmbeddingModel> models;

    @Option(names = "--cores", split = ",", defaultValue = "one,all",
        description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    private List<Cores> cores;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "1000000", description = "only so many texts")
    private int limit;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5",
        description = "passes over the texts in each process; default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--warm-up", paramLabel = "MS", defaultValue = "20000",
        description = "how long each warms up at most; less when it gets no faster; default: ${DEFAULT-VALUE} ms")
    private long warmUp;

    @Override
    public Integer call() throws Exception {
        List<String> texts = data.find().sentences().stream().limit(limit).toList();
        if (report.child()) {
            List<Match> matches = new ArrayList<>();
            for (EmbeddingModel model : models) {
                matches.add(match(model, texts));
            }
            report.publish(matches, List.of());
            return 0;
        }
        List<Match> matches = new ArrayList<>();
        for (Cores some : cores) {
            List<String> arguments = new ArrayList<>(List.of("texts"));
            arguments.addAll(report.arguments());
            // The JVM is told what it may use; all contestants size their thread pools by that.
            matches.addAll(setups.run(arguments, some == Cores.one ? List.of("-XX:ActiveProcessorCount=1") : List.of()));
        }
        report.publish(matches, List.of("ort, N sessions: one for each core, texts one by one, each in a call of one thread.",
            "ort, batches: " + BATCH + " texts of similar length, padded to the longest, all cores in each call.",
            "langchain4j: embedAll, which hands texts to a thread for each core; it cuts texts at 128 tokens."));
        return 0;
    }

    private Match match(EmbeddingModel model, List<String> texts) throws Exception {
        Path folder = model.folder();
        int processors = Runtime.getRuntime().availableProcessors();
        List<TextSegment> segments = texts.stream().map(TextSegment::from).toList();
        dev.langchain4j.model.embedding.EmbeddingModel langChain = LangChain.open(model);
        List<OrtEmbedder> sessions = new ArrayList<>();
        for (int i = 0; i < processors; i++) {
            sessions.add(new OrtEmbedder(folder, 1));
        }
        try (Embedder ours = Embedder.load(folder); OrtEmbedder ort = new OrtEmbedder(folder, processors)) {
            List<Contestant> contestants = List.of(
                new Contestant("coracle", () -> ours.embedAll(texts)),
                new Contestant("ort, N sessions", () -> OrtEmbedder.embedInParallel(sessions, texts)),
                new Contestant("ort, batches", () -> ort.embedSortedBatches(texts, BATCH)),
                new Contestant("langchain4j", () -> langChain.embedAll(segments)));
            List<Series> series = new ArrayList<>();
            for (Series one : new Interleaved(Duration.ofMillis(warmUp), Duration.ZERO, rounds)
                    .milliseconds(contestants)) {
                series.add(new Series(one.contestant(), one.scores().stream().map(ms -> texts.size() / ms * 1e3).toList()));
                System.err.printf("  %s, %d cores, %s: %.0f texts/s%n", model, processors, one.contestant(), series.getLast().median());
            }
            Map<String, String> labels = new LinkedHashMap<>();
            labels.put("model", model.name());
            labels.put("cores", Integer.toString(processors));
            labels.put("backend", setups.backend());
            return new Match(labels, "texts/s", Comparison.RATE, series);
        } finally {
            for (OrtEmbedder session : sessions) {
                session.close();
            }
        }
    }
}
