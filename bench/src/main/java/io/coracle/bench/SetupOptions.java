package io.coracle.bench;

import io.coracle.bench.measure.ChildJvm;
import io.coracle.bench.measure.Match;
import io.coracle.bench.measure.Setup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which ways to run Coracle are measured, each in processes of its own. */
final class SetupOptions {
    @Option(names = "--backend", split = ",", paramLabel = "NAME", defaultValue = "bytecode,vector",
        description = "backends, each in its own JVM with the flags it needs, as CORACLE_BACKEND names them, or "
            + Setup.DEFAULT + " for what a user gets who sets nothing; default: ${DEFAULT-VALUE}")
    private List<String> backends;

    @Option(names = "--forks", paramLabel = "N", defaultValue = "2",
        description = "processes for each backend, in turns; default: ${DEFAULT-VALUE}")
    private int forks;

    /** The one backend of a process that measures: the last one named, see {@link Bench}. */
    String backend() {
        return backends.getLast();
    }

    /**
     * Runs a command in a process for each backend, again for each fork, and joins what they measured.
     *
     * @param arguments the command's name and what the user gave it
     * @param jvmOptions more options for each process
     */
    List<Match> run(List<String> arguments, List<String> jvmOptions) throws IOException, InterruptedException {
        return run(backends, forks, arguments, jvmOptions);
    }

    /**
     * As {@link #run(List, List)}, with each number of threads that share a call.
     *
     * @param command the command's name
     * @param given what the user gave it
     */
    List<Match> run(String command, List<String> given, List<Integer> threads) throws IOException, InterruptedException {
        List<Match> matches = new ArrayList<>();
        for (int count : threads) {
            List<String> arguments = new ArrayList<>(List.of(command));
            arguments.addAll(given);
            arguments.addAll(List.of("--threads", Integer.toString(count)));
            matches.addAll(run(arguments, List.of("-Dcoracle.threads=" + count)));
        }
        return matches;
    }

    /** As {@link #run(List, List)}, for commands with other defaults. */
    static List<Match> run(List<String> backends, int forks, List<String> arguments, List<String> jvmOptions)
            throws IOException, InterruptedException {
        List<Match> matches = new ArrayList<>();
        for (int fork = 0; fork < forks; fork++) {
            for (String backend : backends) {
                Setup setup = Setup.of(backend);
                List<String> options = new ArrayList<>(setup.jvmOptions());
                options.addAll(jvmOptions);
                List<String> all = new ArrayList<>(arguments);
                all.addAll(List.of("--backend", backend));
                System.err.println("process " + (fork + 1) + " of " + forks + ", backend " + backend + " " + String.join(" ", jvmOptions));
                matches.addAll(ChildJvm.run(options, Bench.class.getName(), all));
            }
        }
        return Match.join(matches);
    }
}
