package io.coracle.cli;

import picocli.CommandLine.Option;

/** What every command understands. */
final class CommonOptions {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help")
    private boolean help;

    @Option(names = "--verbose", description = "say more; errors come with their stack trace")
    private boolean verbose;

    boolean verbose() {
        return verbose || System.getenv("CORACLE_DEBUG") != null;
    }
}
