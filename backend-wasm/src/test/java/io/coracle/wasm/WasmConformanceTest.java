package io.coracle.wasm;

import io.coracle.testing.ConformanceRun;
import io.coracle.testing.ConformanceSuite;
import io.coracle.testing.ModelRunner;
import io.coracle.testing.PinnedCases;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The ONNX conformance suite as WebAssembly, on the JVM. */
class WasmConformanceTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    static final Path PINNED = Path.of("src/test/resources/io/coracle/conformance/wasm.txt");

    @Test
    void casesThatPassedBeforeStillPass() {
        try (WasmBackend backend = new WasmBackend(new EndiveHost()); ConformanceSuite suite = ConformanceSuite.open()) {
            // Whole image networks take an interpreter of WebAssembly minutes each; Chromium runs them.
            ConformanceRun run = ConformanceRun.of(suite, ModelRunner.on(backend), name -> !name.startsWith("light/"), LIMIT);
            new PinnedCases(PINNED).check(run, Path.of("target/conformance-report-wasm.txt"),
                "./mvnw -pl backend-wasm -am test -Dtest=WasmConformanceTest -Dsurefire.failIfNoSpecifiedTests=false -Dcoracle.conformance.update=true");
        }
    }
}
