package io.coracle.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

class BenchTest {

    @Test
    void theScriptsHelpNamesEveryBenchmark() throws IOException {
        String script = Files.readString(Path.of("run"));
        for (Class<?> benchmark : Bench.class.getAnnotation(Command.class).subcommands()) {
            String name = benchmark.getAnnotation(Command.class).name();
            assertTrue(script.contains("\n#   " + name + " "), name);
        }
    }
}
