package io.coracle.bench;

import io.coracle.Embedder;
import io.coracle.bench.data.EmbeddingModel;
import io.coracle.bench.data.SharedData;
import io.coracle.bench.data.SharedData.Judgement;
import io.coracle.bench.data.Vectors;
import io.coracle.bench.measure.Comparison;
import io.coracle.bench.measure.Match;
import io.coracle.bench.measure.Series;
import io.coracle.bench.peer.OrtEmbedder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether the vectors are right and good. Nothing here is about time. */
@Command(name = "quality", description = "Spearman on three STS sets and cosines with reference vectors, ours and ONNX Runtime's")
final class QualityBenchmark implements Callable<Integer> {
    private static final List<String> SETS = List.of("2013-headlines", "2014-headlines", "2014-images");

    @Mixin
    private ReportOptions report;

    @Mixin
    private DataOptions data;

    @Option(names = "--backend", split = ",", paramLabel = "NAME", defaultValue = "default",
        description = "backends; default: ${DEFAULT-VALUE}")
    private List<String> backends;

    @Option(names = "--model", split = ",", defaultValue = "f32,int8",
        description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    private List<EmbeddingModel> models;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "1000000", description = "only so many texts of each set")
    private int limit;

    @Override
    public Integer call() throws Exception {
        SharedData shared = data.find();
        if (!report.child()) {
            List<String> arguments = new ArrayList<>(List.of("quality"));
            arguments.addAll(report.arguments());
            report.publish(SetupOptions.run(backends, 1, arguments, List.of()),
                List.of("Spearman in points of 100. Cosines are with the vectors of minilm/, computed by ONNX Runtime text by text."));
            return 0;
        }
        List<Match> matches = new ArrayList<>();
        for (EmbeddingModel model : models) {
            try (Embedder ours = Embedder.load(model.folder());
                 OrtEmbedder ort = new OrtEmbedder(model.folder(), Runtime.getRuntime().availableProcessors())) {
                for (String set : SETS) {
                    matches.add(spearman(model, set, shared.judgements(set).stream().limit(limit).toList(), ours, ort));
                }
                List<String> texts = shared.sentences().stream().limit(limit).toList();
                List<float[]> vectors = ours.embedAll(texts);
                List<float[]> theirs = List.of(ort.embedOneByOne(texts));
                for (EmbeddingModel reference : EmbeddingModel.values()) {
                    matches.addAll(cosines(model, reference, shared.references(reference), vectors, theirs));
                }
            }
        }
        report.publish(matches, List.of());
        return 0;
    }

    private Match spearman(EmbeddingModel model, String set, List<Judgement> pairs, Embedder ours, OrtEmbedder ort) throws Exception {
        List<String> texts = pairs.stream().flatMap(pair -> Stream.of(pair.first(), pair.second())).toList();
        double[] gold = pairs.stream().mapToDouble(Judgement::score).toArray();
        return match(model, "Spearman, STS " + set, "points", 100 * Vectors.spearman(gold, similarities(ours.embedAll(texts))),
            100 * Vectors.spearman(gold, similarities(List.of(ort.embedOneByOne(texts)))));
    }

    /** Of each vector at an even place with the one after it. */
    private static double[] similarities(List<float[]> vectors) {
        return IntStream.range(0, vectors.size() / 2).mapToDouble(i -> Vectors.cosine(vectors.get(2 * i), vectors.get(2 * i + 1)))
            .toArray();
    }

    private List<Match> cosines(EmbeddingModel model, EmbeddingModel reference, float[][] expected, List<float[]> ours,
                                List<float[]> theirs) {
        String what = "cosine with the " + reference + " reference, ";
        return List.of(
            match(model, what + "mean", "",
                cosines(ours, expected).average().orElseThrow(), cosines(theirs, expected).average().orElseThrow()),
            match(model, what + "smallest", "",
                cosines(ours, expected).min().orElseThrow(), cosines(theirs, expected).min().orElseThrow()));
    }

    private static DoubleStream cosines(List<float[]> vectors, float[][] expected) {
        return IntStream.range(0, vectors.size()).mapToDouble(i -> Vectors.cosine(vectors.get(i), expected[i]));
    }

    private Match match(EmbeddingModel model, String what, String unit, double ours, double theirs) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("model", model.name());
        labels.put("measure", what);
        labels.put("backend", backends.getLast());
        return new Match(labels, unit, Comparison.DIFFERENCE,
            List.of(new Series("coracle", List.of(ours)), new Series("ort", List.of(theirs))));
    }
}
