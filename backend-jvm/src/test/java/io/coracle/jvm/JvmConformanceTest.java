package io.coracle.jvm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coracle.backend.Backend;
import io.coracle.testing.ConformanceRun;
import io.coracle.testing.ConformanceSuite;
import io.coracle.testing.ModelRunner;
import io.coracle.testing.PinnedCases;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The ONNX conformance suite on this module's backends. */
class JvmConformanceTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void casesThatPassedBeforeStillPassAsBytecode() {
        check(JvmBackend.bytecode(JvmTestBackend.THREADS));
    }

    @Test
    void casesThatPassedBeforeStillPassWithTheVectorApi() {
        assumeTrue(VectorModule.lanes().isPresent(), "needs --add-modules jdk.incubator.vector and vectors of 256 bits");
        check(JvmBackend.vector(JvmTestBackend.THREADS));
    }

    private static void check(Backend backend) {
        try (backend; ConformanceSuite suite = ConformanceSuite.open()) {
            ConformanceRun run = ConformanceRun.of(suite, ModelRunner.on(backend), _ -> true, LIMIT);
            new PinnedCases(Path.of("src/test/resources/io/coracle/conformance/" + backend.name() + ".txt")).check(run,
                Path.of("target/conformance-report-" + backend.name() + ".txt"),
                "./mvnw -pl backend-jvm -am test -Dtest=JvmConformanceTest -Dsurefire.failIfNoSpecifiedTests=false -Dcoracle.conformance.update=true");
        }
    }
}
