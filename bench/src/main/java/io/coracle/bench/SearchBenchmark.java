package io.coracle.bench;

import io.coracle.bench.data.Folders;
import io.coracle.bench.data.NoteFolder;
import io.coracle.bench.measure.Comparison;
import io.coracle.bench.measure.Match;
import io.coracle.bench.measure.Processes;
import io.coracle.bench.measure.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line on a folder of notes. There is no peer that does the same job, so the figures stand alone. */
@Command(name = "search",
    description = "./coracle search on a generated folder of 1,000 Markdown files: index and answer, ask again, change one file")
final class SearchBenchmark implements Callable<Integer> {
    private static final String QUERY = "how do I repair the hydraulic pump?";

    /** What is done to the folder, in this order. */
    private enum Step {
        FIRST("index and answer"), AGAIN("ask again"), CHANGED("ask after one file changed");

        private final String title;

        Step(String title) {
            this.title = title;
        }
    }

    @Mixin
    private ReportOptions report;

    @Option(names = "--files", paramLabel = "N", defaultValue = "1000", description = "files in the folder; default: ${DEFAULT-VALUE}")
    private int files;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3",
        description = "times that the index is thrown away; default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--asks", paramLabel = "N", defaultValue = "5",
        description = "times that each round asks again; default: ${DEFAULT-VALUE}")
    private int asks;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path work = Folders.work().resolve("search");
        delete(work);
        Path notes = work.resolve("notes");
        long bytes = NoteFolder.write(notes, files);
        // Builds ./coracle if a source changed, makes its class cache, and takes the model out of its jar.
        Processes.run(List.of(coracle(), "embed", "hello"));
        Map<Step, List<Processes.Cost>> costs = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            Path index = work.resolve("index-" + round);
            add(costs, Step.FIRST, search(notes, index));
            for (int i = 0; i < asks; i++) {
                add(costs, Step.AGAIN, search(notes, index));
            }
            Files.writeString(notes.resolve("topic-00/note-0000.md"), "\nRound " + round + " repaired the pump.\n",
                StandardOpenOption.APPEND);
            add(costs, Step.CHANGED, search(notes, index));
        }
        List<Match> matches = new ArrayList<>();
        costs.forEach((step, all) -> {
            matches.add(match(step, "wall", "ms", all.stream().map(Processes.Cost::milliseconds).toList()));
            matches.add(match(step, "peak memory", "MB", all.stream().map(Processes.Cost::peakMegabytes).toList()));
        });
        delete(work);
        report.publish(matches,
            List.of("%d files, %.1f MB of Markdown; wall time from the start of ./coracle to its end, the JVM's start included."
            .formatted(files, bytes / 1e6)));
        return 0;
    }

    private static void add(Map<Step, List<Processes.Cost>> costs, Step step, Processes.Cost cost) {
        costs.computeIfAbsent(step, s -> new ArrayList<>()).add(cost);
        System.err.printf("  %s: %.0f ms, %.0f MB%n", step.title, cost.milliseconds(), cost.peakMegabytes());
    }

    private static Match match(Step step, String what, String unit, List<Double> scores) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("work", step.title);
        labels.put("measure", what);
        return new Match(labels, unit, Comparison.SHARE, List.of(new Series("coracle", scores)));
    }

    private static Processes.Cost search(Path notes, Path index) throws IOException, InterruptedException {
        Processes.Cost cost = Processes.run(List.of(coracle(), "search", "--index", index.toString(), notes.toString(), QUERY));
        if (cost.output().isBlank()) {
            throw new IllegalStateException("coracle search gave no answer");
        }
        return cost;
    }

    private static String coracle() {
        return Folders.repository().resolve("coracle").toString();
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
