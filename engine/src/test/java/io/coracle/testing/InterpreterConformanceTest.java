package io.coracle.testing;

import io.coracle.backend.InterpreterBackend;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The ONNX conformance suite on the interpreter, which is the reference of all backends. */
class InterpreterConformanceTest {
    @Test
    void casesThatPassedBeforeStillPass() {
        try (ConformanceSuite suite = ConformanceSuite.open()) {
            // Whole image networks take the interpreter minutes each; compiled backends run them.
            ConformanceRun run = ConformanceRun.of(suite, ModelRunner.on(new InterpreterBackend()), name -> !name.startsWith("light/"),
                Duration.ofSeconds(20));
            new PinnedCases(Path.of("src/test/resources/io/coracle/conformance/interpreter.txt")).check(run,
                Path.of("target/conformance-report.txt"),
                "./mvnw -pl engine test -Dtest=InterpreterConformanceTest -Dcoracle.conformance.update=true");
        }
    }
}
