package io.coracle.server.observe;

import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** How the process logs. For programs that are a server and nothing else: what it sets holds for the whole process. */
public final class Logs {
    /** What they say of themselves while all goes well is of no use to whoever runs the server. */
    private static final List<String> TALKATIVE = List.of("io.helidon", "org.apache.lucene", "io.opentelemetry", "io.micrometer");

    /** Held, because the logging system forgets loggers that nobody holds. */
    private static final List<Logger> QUIET = TALKATIVE.stream().map(Logger::getLogger).toList();

    private Logs() {
    }

    /** Makes the process log to standard error, a line at a time, as configured. */
    public static void install(ObserveConfig config) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        ConsoleHandler console = new ConsoleHandler();
        console.setFormatter(config.jsonLogs() ? new JsonLogFormatter() : new TextLogFormatter());
        root.addHandler(console);
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
    }
}
