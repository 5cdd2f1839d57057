package io.coracle.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coracle} without a command. */
@Command(name = "coracle", versionProvider = RootCommand.Version.class, synopsisSubcommandLabel = "COMMAND",
    description = "Find passages in your own files by meaning, and run machine-learning models, in pure Java.",
    footer = {"", "Example:",
        "  coracle search docs/ \"how do I rotate the keys?\"", "",
        "Environment:",
        "  CORACLE_HOME      where indexes are kept; default: ~/.cache/coracle",
        "  CORACLE_JVM_OPTS  options for the JVM, for example -Xmx4g",
        "  CORACLE_DEBUG     when set, errors come with their stack trace",
        "  NO_COLOR          when set, no colours"})
final class RootCommand implements Runnable {

    @Mixin
    private CommonOptions common;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "show the version")
    private boolean version;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing, such as search");
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = RootCommand.class.getPackage().getImplementationVersion();
            return new String[] {"coracle " + (version == null ? "(not from a jar)" : version),
                "Java " + Runtime.version() + " on " + System.getProperty("os.name") + " " + System.getProperty("os.arch")};
        }
    }
}
