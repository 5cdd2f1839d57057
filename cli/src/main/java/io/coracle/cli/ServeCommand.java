package io.coracle.cli;

import io.coracle.server.AllSettings;
import io.coracle.server.CoracleServer;
import io.coracle.server.Setting;
import io.coracle.server.Settings;
import io.coracle.server.observe.Logs;
import io.coracle.server.observe.ObserveConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code coracle serve}: vectors over HTTP. Its options are the server's settings. */
@Command(name = "serve", sortOptions = false,
    description = "Serve embeddings over HTTP, as Text Embeddings Inference and OpenAI do, until interrupted.",
    footer = {"", "Each setting is also read from the environment (the variable in brackets), and from lines \"name = value\" of --config.",
        "", "Examples:",
        "  coracle serve",
        "  curl localhost:3000/embed -d '{\"inputs\": \"Keys are rotated every 90 days.\"}'",
        "  PORT=8080 coracle serve --model my-model/ --threads 4"})
final class ServeCommand implements Callable<Integer> {

    /** Held, because the logging system forgets loggers that nobody holds. */
    private static final Logger HTTP = Logger.getLogger("io.helidon");
    private static final Logger HTTP_START = Logger.getLogger("io.helidon.webserver.LoomServer");

    /** Threads that share the computation of one text, as the engine reads it. */
    private static final String ENGINE_THREADS = "coracle.threads";

    @Mixin
    private CommonOptions common;

    @Option(names = "--config", paramLabel = "FILE", description = "read settings from a file; flags and environment count more")
    private Path config;

    @Spec
    private CommandSpec spec;

    private final Context context;

    ServeCommand(Context context) {
        this.context = context;
    }

    /** The command with an option for each setting. */
    static CommandLine commandLine(Context context) {
        CommandLine command = new CommandLine(new ServeCommand(context));
        for (Setting setting : AllSettings.LIST) {
            boolean flag = setting.value().equals("true|false");
            String standard = setting.standard().isEmpty() ? "" : "; default: " + setting.standard();
            String description = setting.description() + standard + " [" + setting.environment() + "]";
            command.getCommandSpec().addOption(OptionSpec.builder("--" + setting.name()).type(String.class).paramLabel(setting.value())
                .arity(flag ? "0..1" : "1").fallbackValue("true").description(description.replace("%", "%%")).build());
        }
        return command;
    }

    @Override
    public Integer call() throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        CoracleServer server = start();
        Thread onSignal = new Thread(() -> {
            server.close();
            stopped.countDown();
        }, "shutdown");
        Runtime.getRuntime().addShutdownHook(onSignal);
        context.terminal().note("coracle: ready at " + server.address());
        stopped.await();
        return Main.OK;
    }

    /** A server with the settings of the command line, the environment and the file. */
    CoracleServer start() {
        HTTP.setLevel(common.verbose() ? Level.INFO : Level.WARNING);
        // What fails at the start is told as an error of the command.
        HTTP_START.setLevel(common.verbose() ? Level.INFO : Level.OFF);
        if (System.getenv("CORACLE_THREADS") == null && System.getProperty(ENGINE_THREADS) == null) {
            // Texts keep all processors busy by themselves; sharing one between threads, and spinning for that, would cost a sixth of them.
            System.setProperty(ENGINE_THREADS, "1");
        }
        Map<String, String> flags = new HashMap<>();
        for (Setting setting : AllSettings.LIST) {
            Optional.ofNullable(spec.findOption("--" + setting.name())).<String>map(OptionSpec::getValue)
                .ifPresent(value -> flags.put(setting.name(), value));
        }
        Settings settings = Settings.of(flags, System.getenv(), Optional.ofNullable(config));
        Logs.install(ObserveConfig.of(settings));
        return CoracleServer.start(settings);
    }
}
