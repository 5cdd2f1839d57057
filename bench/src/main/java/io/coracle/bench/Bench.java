package io.coracle.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What {@code bench/run} starts. */
@Command(name = "bench/run", synopsisSubcommandLabel = "BENCHMARK",
    description = "Reproduces the figures that the README quotes, with the peers in the same run.",
    subcommands = {MiniLmBenchmark.class, TextsBenchmark.class, SearchBenchmark.class, ColdStartBenchmark.class,
        ServeBenchmark.class, TokenizerBenchmark.class, KernelsBenchmark.class, QualityBenchmark.class, BrowserBenchmark.class})
public final class Bench {
    private Bench() {}

    /** Ends with status 0, or 1 when the benchmark failed, or 2 when it was asked for wrongly. */
    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
        // Processes that measure repeat the user's arguments and then say what is theirs: the last one counts.
        line.setOverwrittenOptionsAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof IllegalArgumentException) {
                System.err.println("bench: " + failure.getMessage());
            } else {
                failure.printStackTrace();
            }
            return 1;
        });
        System.exit(line.execute(arguments));
    }
}
