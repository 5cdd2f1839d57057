package io.coracle.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The list of cases that have passed once and must not fail again. It is a file of the repository's test resources, one name a
 * line; {@code -Dcoracle.conformance.update=true} makes it what passes now.
 */
public record PinnedCases(Path file) {
    /** Fails when a pinned case does not pass; writes the report and says on standard output what passes but is not pinned. */
    public void check(ConformanceRun run, Path report, String updateCommand) {
        try {
            Files.createDirectories(report.toAbsolutePath().getParent());
            Files.writeString(report, run.report());
            System.out.println(run.report().lines().findFirst().orElseThrow() + " (" + report + ")");
            if (Boolean.getBoolean("coracle.conformance.update")) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.write(file, run.passed());
                return;
            }
            compare(run, report, updateCommand);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compare(ConformanceRun run, Path report, String updateCommand) throws IOException {
        Set<String> pinned = new TreeSet<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
        Set<String> passed = run.passed();
        Set<String> unpinned = new TreeSet<>(passed);
        unpinned.removeAll(pinned);
        if (!unpinned.isEmpty()) {
            System.out.println(unpinned.size() + " cases pass that are not pinned, such as " + unpinned.iterator().next()
                + "; pin them with: " + updateCommand);
        }
        StringBuilder lost = new StringBuilder();
        for (ConformanceRun.Result result : run.results()) {
            if (pinned.remove(result.name()) && result.outcome() != ConformanceRun.Outcome.PASSED) {
                lost.append("\n    ").append(result.name()).append(": ").append(result.outcome()).append(", ").append(result.reason());
            }
        }
        pinned.forEach(name -> lost.append("\n    ").append(name).append(": no longer in the suite"));
        if (!lost.isEmpty()) {
            throw new AssertionError("cases that passed before do not pass now (" + report + "):" + lost);
        }
    }
}
