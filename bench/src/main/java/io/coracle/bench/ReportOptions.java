package io.coracle.bench;

import io.coracle.bench.measure.ChildJvm;
import io.coracle.bench.measure.Machine;
import io.coracle.bench.measure.Match;
import io.coracle.bench.measure.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every benchmark understands, and how it says its result. */
final class ReportOptions {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help")
    private boolean help;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the result as JSON, with the scores of every round")
    private Path json;

    /** Set in the processes that a benchmark starts for set-ups that need flags: they only write JSON. */
    @Option(names = ChildJvm.OPTION, hidden = true)
    private boolean child;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private final Machine machine = Machine.now();

    /** Whether to measure in this process and say nothing. */
    boolean child() {
        return child;
    }

    /** The command's arguments as they were given, without its name. */
    List<String> arguments() {
        List<String> all = command.commandLine().getParseResult().originalArgs();
        return all.subList(all.indexOf(command.name()) + 1, all.size());
    }

    void publish(List<Match> matches, List<String> notes) throws IOException {
        List<String> words = new ArrayList<>(List.of("bench/run", command.name()));
        words.addAll(arguments());
        Report report = new Report(String.join(" ", words), machine, matches, notes);
        if (child) {
            report.write(json);
        } else {
            report.publish(Optional.ofNullable(json));
        }
    }
}
