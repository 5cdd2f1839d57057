package io.coracle.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Where the {@code coracle} command begins. */
public final class Main {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    /** 128 + SIGINT. */
    static final int INTERRUPTED = 130;

    /** Held, because the logging system forgets loggers that nobody holds. */
    private static final List<Logger> LIBRARIES = List.of(Logger.getLogger("org.apache"));

    /**
     * The commands in the order of the help. A command is made only when it is the one that runs, or when all are listed: its options
     * are read by reflection, which for all commands takes as long as everything else that a short one does.
     */
    private static final Map<String, Function<Context, Object>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("search", SearchCommand::new);
        COMMANDS.put("embed", EmbedCommand::new);
        COMMANDS.put("similarity", SimilarityCommand::new);
        COMMANDS.put("classify", ClassifyCommand::new);
        COMMANDS.put("train-classifier", TrainClassifierCommand::new);
        COMMANDS.put("tokenize", TokenizeCommand::new);
        COMMANDS.put("serve", ServeCommand::commandLine);
        COMMANDS.put("inspect", InspectCommand::new);
        COMMANDS.put("run", RunCommand::new);
        COMMANDS.put("warm-up", WarmUpCommand::new);
    }

    private Main() {
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        int exitCode = run(new Context(terminal, new EngineModels()), arguments);
        terminal.out().flush();
        terminal.err().flush();
        // Not by returning: a thread of a library must not keep the process alive.
        System.exit(exitCode);
    }

    /** Runs one command. */
    static int run(Context context, String... arguments) {
        Terminal terminal = context.terminal();
        CommandLine commands = commands(context, arguments);
        boolean verbose = List.of(arguments).contains("--verbose") || System.getenv("CORACLE_DEBUG") != null;
        // What Lucene and PDFBox log is about their inner life: missing CPU extensions, fonts, damaged objects in a file.
        LIBRARIES.forEach(logger -> logger.setLevel(verbose ? Level.INFO : Level.OFF));
        commands.setParameterExceptionHandler((e, given) -> usage(e, terminal));
        commands.setExecutionExceptionHandler((e, command, parsed) -> failed(e, verbose, parsed, terminal));
        try {
            return commands.execute(arguments);
        } catch (Error e) {
            return failed(e, verbose, null, terminal);
        }
    }

    private static CommandLine commands(Context context, String... arguments) {
        Terminal terminal = context.terminal();
        CommandLine root = new CommandLine(new RootCommand());
        String first = arguments.length == 0 ? "" : arguments[0];
        if (COMMANDS.containsKey(first)) {
            root.addSubcommand(first, COMMANDS.get(first).apply(context));
        } else {
            COMMANDS.forEach((name, command) -> root.addSubcommand(name, command.apply(context)));
            root.addSubcommand(new CommandLine.HelpCommand());
        }
        return root
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpAutoWidth(false)
            .setUsageHelpWidth(100)
            .setColorScheme(Help.defaultColorScheme(terminal.colours() ? Help.Ansi.ON : Help.Ansi.OFF))
            .setOut(new PrintWriter(terminal.out(), true))
            .setErr(new PrintWriter(terminal.err(), true));
    }

    private static int usage(ParameterException e, Terminal terminal) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        terminal.note("coracle: " + e.getMessage() + "\nTry: " + command + " --help");
        return USAGE;
    }

    private static int failed(Throwable thrown, boolean verbose, ParseResult parsed, Terminal terminal) {
        Failure failure = Failure.of(thrown);
        if (!failure.message().isEmpty()) {
            terminal.note("coracle: " + failure.message());
        }
        if (failure.exitCode() == USAGE && parsed != null) {
            terminal.note("Try: coracle " + parsed.subcommand().commandSpec().name() + " --help");
        }
        if (verbose) {
            thrown.printStackTrace(terminal.err());
        }
        return failure.exitCode();
    }
}
