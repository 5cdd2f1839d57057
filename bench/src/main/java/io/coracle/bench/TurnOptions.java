package io.coracle.bench;

import io.coracle.bench.measure.Interleaved;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long contestants run. */
final class TurnOptions {
    @Option(names = "--rounds", paramLabel = "N", defaultValue = "7",
        description = "rounds in each process, in which all take turns; default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--turn", paramLabel = "MS", defaultValue = "300",
        description = "how long a turn lasts, at least one call; default: ${DEFAULT-VALUE} ms")
    private long turn;

    @Option(names = "--warm-up", paramLabel = "MS", defaultValue = "10000",
        description = "how long each warms up at most; less when it gets no faster; default: ${DEFAULT-VALUE} ms")
    private long warmUp;

    Interleaved interleaved() {
        return new Interleaved(Duration.ofMillis(warmUp), Duration.ofMillis(turn), rounds);
    }
}
