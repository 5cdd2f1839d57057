package io.coracle.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a benchmark command in a JVM with other flags and brings its matches back. */
public final class ChildJvm {
    /** The option that tells a command that it is the child: measure here, print no table. */
    public static final String OPTION = "--in-this-jvm";

    private ChildJvm() {}

    /**
     * Runs this class path's main class once more.
     *
     * @param jvmOptions for the JVM
     * @param arguments for the command, its name first
     * @throws IllegalStateException when the child fails; what it said went to standard error
     */
    public static List<Match> run(List<String> jvmOptions, String mainClass, List<String> arguments)
            throws IOException, InterruptedException {
        Path result = Files.createTempFile("coracle-bench", ".json");
        try {
            List<String> command = new ArrayList<>(Processes.java(jvmOptions));
            command.add(mainClass);
            command.addAll(arguments);
            command.addAll(List.of(OPTION, "--json", result.toString()));
            int status = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start().waitFor();
            if (status != 0) {
                throw new IllegalStateException("the measuring process ended with status " + status + "; its message is above");
            }
            return Report.readMatches(result);
        } finally {
            Files.deleteIfExists(result);
        }
    }
}
