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
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The ONNX conformance suite as WebAssembly: what every engine runs on the JVM, where it is interpreted, and what Chromium has beyond that
 * in Chromium, where each case is a few messages to and fro. A sample of the cases each time; {@code -Dcoracle.conformance.all=true} runs
 * them all, which takes minutes.
 */
class WasmConformanceTest {
    private static final String ALL = "coracle.conformance.all";
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Path PINNED = Path.of("src/test/resources/io/coracle/conformance/wasm.txt");
    private static final Path PINNED_IN_CHROMIUM = Path.of("src/test/resources/io/coracle/conformance/chromium.txt");
    /** One case of so many is in the sample. */
    private static final int APART = 8;
    /** Whole image networks, which take an interpreter of WebAssembly minutes each. */
    private static final String NETWORKS = "light/";
    /** Hundreds of megabytes of weights, which would all pass through the debugging protocol. */
    private static final Set<String> TOO_LARGE = Set.of("light/light_vgg19", "light/light_zfnet512");

    @Test
    void aSampleStillPasses() throws IOException {
        try (WasmBackend backend = new WasmBackend(new EndiveHost())) {
            checkSample(backend, PINNED);
        }
    }

    @Test
    void aSampleStillPassesInChromium() throws IOException {
        try (Browser browser = Browser.open(); WasmBackend backend = new WasmBackend(browser.host(1))) {
            checkSample(backend, PINNED_IN_CHROMIUM);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = ALL, matches = "true")
    void casesThatPassedBeforeStillPass() {
        try (WasmBackend backend = new WasmBackend(new EndiveHost())) {
            checkAll(backend, name -> !name.startsWith(NETWORKS), PINNED, Path.of("target/conformance-report-wasm.txt"));
        }
    }

    @Test
    @EnabledIfSystemProperty(named = ALL, matches = "true")
    void casesThatPassedBeforeStillPassInChromium() {
        try (Browser browser = Browser.open(); WasmBackend backend = new WasmBackend(browser.host(2))) {
            checkAll(backend, name -> !TOO_LARGE.contains(name), PINNED_IN_CHROMIUM, Path.of("target/conformance-report-chromium.txt"));
        }
    }

    private static void checkSample(WasmBackend backend, Path pinned) throws IOException {
        List<String> names = Files.readAllLines(pinned).stream().filter(name -> !name.startsWith(NETWORKS)).toList();
        Set<String> chosen = new HashSet<>();
        for (int i = 0; i < names.size(); i += APART) {
            chosen.add(names.get(i));
        }
        try (ConformanceSuite suite = ConformanceSuite.open()) {
            ConformanceRun run = ConformanceRun.of(suite, ModelRunner.on(backend), chosen::contains, LIMIT);
            assertEquals(List.of(), run.results().stream()
                .filter(result -> chosen.contains(result.name()) && result.outcome() != Outcome.PASSED).toList());
        }
    }

    private static void checkAll(WasmBackend backend, Predicate<String> chosen, Path pinned, Path report) {
        try (ConformanceSuite suite = ConformanceSuite.open()) {
            new PinnedCases(pinned).check(ConformanceRun.of(suite, ModelRunner.on(backend), chosen, LIMIT), report,
                "./mvnw -pl backend-wasm -am test -Dtest=WasmConformanceTest -Dsurefire.failIfNoSpecifiedTests=false "
                    + "-Dcoracle.conformance.all=true -Dcoracle.conformance.update=true");
        }
    }
}
