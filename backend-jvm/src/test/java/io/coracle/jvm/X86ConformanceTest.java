package io.coracle.jvm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coracle.testing.ConformanceRun;
import io.coracle.testing.ConformanceSuite;
import io.coracle.testing.ModelRunner;
import io.coracle.testing.PinnedCases;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ONNX conformance suite as machine code. */
class X86ConformanceTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @ParameterizedTest
    @ValueSource(strings = {"avx512-bf16", "avx512-vnni", "avx512", "avx2-vnni", "avx2"})
    void casesThatPassedBeforeStillPass(String level) {
        assumeTrue(X86Backend.levels().contains(level), () -> "this machine does not run code for " + level);
        try (X86Backend backend = X86Backend.open(level, JvmTestBackend.THREADS); ConformanceSuite suite = ConformanceSuite.open()) {
            ConformanceRun run = ConformanceRun.of(suite, ModelRunner.on(backend), _ -> true, LIMIT);
            new PinnedCases(Path.of("src/test/resources/io/coracle/conformance/x86.txt")).check(run,
                Path.of("target/conformance-report-" + backend.name() + ".txt"),
                "./mvnw -pl backend-jvm -am test -Dtest=X86ConformanceTest -Dsurefire.failIfNoSpecifiedTests=false -Dcoracle.conformance.update=true");
        }
    }
}
