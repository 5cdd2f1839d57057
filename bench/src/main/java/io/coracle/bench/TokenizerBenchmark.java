package io.coracle.bench;

import io.coracle.bench.data.EmbeddingModel;
import io.coracle.bench.measure.Comparison;
import io.coracle.bench.measure.Match;
import io.coracle.bench.measure.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tokenizers under JMH, which forks a JVM for each turn. */
@Command(name = "tokenizer", description = "The tokenizer on the texts of sentences.txt, against Hugging Face's through DJL")
final class TokenizerBenchmark implements Callable<Integer> {
    @Mixin
    private ReportOptions report;

    @Mixin
    private DataOptions data;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "rounds of forks; default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--turn", paramLabel = "MS", defaultValue = "1000",
        description = "how long an iteration lasts; default: ${DEFAULT-VALUE} ms")
    private long turn;

    @Override
    public Integer call() throws IOException, RunnerException {
        Path texts = data.find().sentencesFile();
        int count = data.find().sentences().size();
        Map<String, List<Double>> scores = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, String> contestant : contestants().entrySet()) {
                double passes = passesPerSecond(contestant.getValue(), texts);
                scores.computeIfAbsent(contestant.getKey(), name -> new ArrayList<>()).add(passes * count);
                System.err.printf("  %s: %.0f texts/s%n", contestant.getKey(), passes * count);
            }
        }
        List<Series> series = scores.entrySet().stream().map(entry -> new Series(entry.getKey(), entry.getValue())).toList();
        report.publish(List.of(new Match(Map.of("threads", "1"), "texts/s", Comparison.RATE, series)),
            List.of("JMH, a fork for each turn. DJL's batch call may use all cores."));
        return 0;
    }

    private static Map<String, String> contestants() {
        Map<String, String> contestants = new LinkedHashMap<>();
        contestants.put("coracle", "coracle");
        contestants.put("djl, one by one", "djlOneByOne");
        contestants.put("djl, batch", "djlBatch");
        return contestants;
    }

    private double passesPerSecond(String method, Path texts) throws RunnerException {
        Options options = new OptionsBuilder().include(TokenizerTasks.class.getName() + "." + method + "$")
            .forks(1).warmupIterations(3).measurementIterations(5)
            .warmupTime(TimeValue.milliseconds(turn)).measurementTime(TimeValue.milliseconds(turn))
            .jvmArgsAppend("--enable-native-access=ALL-UNNAMED", "-D" + TokenizerTasks.TEXTS + "=" + texts,
                "-D" + TokenizerTasks.MODEL + "=" + EmbeddingModel.int8.folder())
            .verbosity(VerboseMode.SILENT).shouldFailOnError(true).build();
        RunResult result = new Runner(options).runSingle();
        return result.getPrimaryResult().getStatistics().getPercentile(50);
    }
}
