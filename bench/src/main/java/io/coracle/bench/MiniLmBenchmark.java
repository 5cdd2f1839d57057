package io.coracle.bench;

import io.coracle.Model;
import io.coracle.bench.data.EmbeddingModel;
import io.coracle.bench.data.Vectors;
import io.coracle.bench.measure.Comparison;
import io.coracle.bench.measure.Interleaved.Contestant;
import io.coracle.bench.measure.Match;
import io.coracle.bench.measure.Series;
import io.coracle.bench.peer.OrtModel;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The model alone: token ids in, token vectors out. */
@Command(name = "minilm", description = "all-MiniLM-L6-v2 from token ids to token vectors, against ONNX Runtime")
final class MiniLmBenchmark implements Callable<Integer> {
    private static final String OUTPUT = "last_hidden_state";
    private static final int FIRST_WORD = 1996;
    private static final int LAST_WORD = 29_000;
    /** Where the two differ by more, one of them computes something else and its time means nothing. */
    private static final double ALIKE = 0.98;

    @Mixin
    private ReportOptions report;

    @Mixin
    private SetupOptions setups;

    @Mixin
    private TurnOptions turns;

    @Option(names = "--model", split = ",", defaultValue = "f32,int8",
        description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    private List<EmbeddingModel> models;

    @Option(names = "--tokens", split = ",", paramLabel = "N", defaultValue = "8,32,128,512",
        description = "lengths of the text; default: ${DEFAULT-VALUE}")
    private List<Integer> lengths;

    @Option(names = "--threads", split = ",", paramLabel = "N", defaultValue = "1,2",
        description = "threads that share a call; default: ${DEFAULT-VALUE}")
    private List<Integer> threads;

    @Override
    public Integer call() throws Exception {
        if (!report.child()) {
            List<Match> matches = setups.run("minilm", report.arguments(), threads);
            report.publish(matches, List.of(
                "One call of one text. Coracle takes and gives Java arrays; ONNX Runtime's inputs lie ready in native memory and"
                    + " its output stays there.",
                "ONNX Runtime: all optimisations, as many intra-op threads."));
            return 0;
        }
        List<Match> matches = new ArrayList<>();
        for (EmbeddingModel model : models) {
            matches.addAll(matches(model, threads.getLast()));
        }
        report.publish(matches, List.of());
        return 0;
    }

    private List<Match> matches(EmbeddingModel which, int threadCount) throws Exception {
        Path file = which.folder().resolve("model.onnx");
        List<Match> matches = new ArrayList<>();
        try (Model ours = Model.load(file); OrtModel ort = new OrtModel(file, threadCount)) {
            for (int length : lengths) {
                long[] ids = ids(length);
                Map<String, Tensor> inputs = inputs(ids);
                try (OrtModel.Prepared prepared = ort.prepare(ids)) {
                    check(ours.run(inputs).get(OUTPUT).toFloats(), prepared.tokenVectors(), which);
                    List<Series> series = turns.interleaved().milliseconds(List.of(
                        new Contestant("coracle", () -> ours.run(inputs)), new Contestant("ort", prepared::run)));
                    Map<String, String> labels = new LinkedHashMap<>();
                    labels.put("model", which.name());
                    labels.put("shape", "(1," + length + ")");
                    labels.put("threads", Integer.toString(threadCount));
                    labels.put("backend", setups.backend());
                    matches.add(new Match(labels, "ms", Comparison.SPEED_UP, series));
                    System.err.printf("  %s %.3f %.3f ms%n", labels.values(), series.get(0).median(), series.get(1).median());
                }
            }
        }
        return matches;
    }

    private static void check(float[] ours, float[] theirs, EmbeddingModel model) {
        double cosine = Vectors.cosine(ours, theirs);
        if (!(cosine > ALIKE)) {
            throw new IllegalStateException(model + ": the outputs have a cosine of " + cosine + ", so they are not the same work");
        }
    }

    /** Words in no order between the marks that BERT wants; which ones does not matter to the time. */
    private static long[] ids(int length) {
        long[] ids = new Random(length).longs(length, FIRST_WORD, LAST_WORD).toArray();
        ids[0] = 101;
        ids[length - 1] = 102;
        return ids;
    }

    private static Map<String, Tensor> inputs(long[] ids) {
        Shape shape = Shape.of(1, ids.length);
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        return Map.of("input_ids", Tensor.longs(shape, ids), "attention_mask", Tensor.longs(shape, ones),
            "token_type_ids", Tensor.longs(shape, new long[ids.length]));
    }
}
