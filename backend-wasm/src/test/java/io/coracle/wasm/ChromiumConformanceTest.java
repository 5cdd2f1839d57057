package io.coracle.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coracle.testing.ConformanceRun;
import io.coracle.testing.ConformanceRun.Outcome;
import io.coracle.testing.ConformanceSuite;
import io.coracle.testing.ModelRunner;
import io.coracle.testing.PinnedCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The ONNX conformance suite in Chromium, with what its engine has beyond the baseline. */
class ChromiumConformanceTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Path PINNED = Path.of("src/test/resources/io/coracle/conformance/chromium.txt");
    /** Networks with hundreds of megabytes of weights, which would all pass through the debugging protocol. */
    private static final Set<String> TOO_LARGE = Set.of("light/light_vgg19", "light/light_zfnet512");
    /** One case of so many is run each time; each costs several messages to the browser. */
    private static final int APART = 8;

    @Test
    void someOfTheCasesThatPassedBeforeStillPass() throws IOException {
        List<String> pinned = Files.readAllLines(PINNED);
        Set<String> chosen = new HashSet<>();
        for (int i = 0; i < pinned.size(); i += APART) {
            if (!pinned.get(i).startsWith("light/")) {
                chosen.add(pinned.get(i));
            }
        }
        try (Browser browser = Browser.open(); WasmBackend backend = new WasmBackend(browser.host(1)); ConformanceSuite suite = ConformanceSuite.open()) {
            ConformanceRun run = ConformanceRun.of(suite, ModelRunner.on(backend), chosen::contains, LIMIT);
            assertEquals(List.of(), run.results().stream()
                .filter(result -> chosen.contains(result.name()) && result.outcome() != Outcome.PASSED).toList());
        }
    }

    /** {@code -Dcoracle.conformance.all=true} runs them all: some minutes. */
    @Test
    @EnabledIfSystemProperty(named = "coracle.conformance.all", matches = "true")
    void casesThatPassedBeforeStillPass() {
        try (Browser browser = Browser.open(); WasmBackend backend = new WasmBackend(browser.host(2)); ConformanceSuite suite = ConformanceSuite.open()) {
            ConformanceRun run = ConformanceRun.of(suite, ModelRunner.on(backend), name -> !TOO_LARGE.contains(name), LIMIT);
            new PinnedCases(PINNED).check(run, Path.of("target/conformance-report-chromium.txt"),
                "./mvnw -pl backend-wasm -am test -Dtest=ChromiumConformanceTest -Dsurefire.failIfNoSpecifiedTests=false "
                    + "-Dcoracle.conformance.all=true -Dcoracle.conformance.update=true");
        }
    }
}
