package io.coracle.bench;

import io.coracle.bench.data.EmbeddingModel;
import io.coracle.bench.data.Folders;
import io.coracle.bench.measure.Comparison;
import io.coracle.bench.measure.Match;
import io.coracle.bench.measure.Processes;
import io.coracle.bench.measure.Series;
import io.coracle.bench.peer.LangChainHello;
import io.coracle.bench.peer.OrtHello;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From nothing to the first vector. */
@Command(name = "coldstart",
    description = "A fresh process to its first embedding, ./coracle embed hello, against programs of ONNX Runtime and LangChain4j")
final class ColdStartBenchmark implements Callable<Integer> {
    private static final String TEXT = "hello";
    /** What only Coracle and this module need. */
    private static final Predicate<String> OURS = jar -> jar.matches("(coracle(?!-bench)|picocli|jmh|jopt-simple|commons-math3).*");
    private static final Predicate<String> LANGCHAIN = jar -> jar.matches("(langchain4j|jackson|jspecify).*");
    /** What ./coracle starts its JVM with, for the peer that is given the same. */
    private static final List<String> TUNED = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

    @Mixin
    private ReportOptions report;

    @Option(names = "--model", split = ",", defaultValue = "int8", description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    private List<EmbeddingModel> models;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "15",
        description = "times that each is started, in turns; default: ${DEFAULT-VALUE}")
    private int rounds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Match> matches = new ArrayList<>();
        for (EmbeddingModel model : models) {
            Map<String, List<Processes.Cost>> costs = new LinkedHashMap<>();
            Map<String, List<String>> commands = commands(model);
            for (int round = -1; round < rounds; round++) {
                for (Map.Entry<String, List<String>> contestant : commands.entrySet()) {
                    Processes.Cost cost = Processes.run(contestant.getValue());
                    if (!cost.output().contains("[")) {
                        throw new IllegalStateException(contestant.getKey() + " printed no vector");
                    }
                    if (round >= 0) { // the first start of each builds, unpacks libraries, and fills the page cache
                        costs.computeIfAbsent(contestant.getKey(), name -> new ArrayList<>()).add(cost);
                    }
                }
            }
            matches.add(match(model, "wall", "ms", costs, Processes.Cost::milliseconds));
            matches.add(match(model, "peak memory", "MB", costs, Processes.Cost::peakMegabytes));
        }
        report.publish(matches,
            List.of("ort: a program that tokenizes with DJL and runs ONNX Runtime; ort, tuned: the same with SerialGC, C1 and a"
                + " class cache.",
            "Files are in the page cache, libraries are unpacked, and caches are made before the first round."));
        return 0;
    }

    private static Match match(EmbeddingModel model, String what, String unit, Map<String, List<Processes.Cost>> costs,
                               Function<Processes.Cost, Double> score) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("model", model.name());
        labels.put("measure", what);
        List<Series> series = costs.entrySet().stream()
            .map(entry -> new Series(entry.getKey(), entry.getValue().stream().map(score).toList())).toList();
        return new Match(labels, unit, Comparison.SHARE, series);
    }

    private static Map<String, List<String>> commands(EmbeddingModel model) throws IOException, InterruptedException {
        String folder = model.folder().toString();
        String ortPath = classPath(OURS.or(LANGCHAIN).negate());
        Path cache = Folders.work().resolve("ort-hello.aot");
        List<String> tuned = new ArrayList<>(TUNED);
        Files.deleteIfExists(cache);
        Processes.run(java(with(tuned, "-XX:AOTCacheOutput=" + cache), ortPath, OrtHello.class, folder));
        Map<String, List<String>> commands = new LinkedHashMap<>();
        List<String> ours = new ArrayList<>(List.of(Folders.repository().resolve("coracle").toString(), "embed"));
        ours.addAll(model == EmbeddingModel.int8 ? List.of() : List.of("--model", folder));
        commands.put("coracle", with(ours, TEXT));
        commands.put("ort", java(List.of(), ortPath, OrtHello.class, folder));
        commands.put("ort, tuned", java(with(tuned, "-XX:AOTCache=" + cache), ortPath, OrtHello.class, folder));
        commands.put("langchain4j", java(List.of(), classPath(OURS.negate()), LangChainHello.class, model.name()));
        return commands;
    }

    private static List<String> java(List<String> jvmOptions, String classPath, Class<?> program, String argument) {
        return with(with(with(Processes.java(jvmOptions, classPath), program.getName()), argument), TEXT);
    }

    private static List<String> with(List<String> list, String last) {
        List<String> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }

    /** The jars of this process's class path whose file names pass. */
    private static String classPath(Predicate<String> wanted) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(jar -> wanted.test(Path.of(jar).getFileName().toString())).collect(Collectors.joining(File.pathSeparator));
    }
}
