package io.coracle.server.observe;

import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Logger;

/** How the process logs. For programs that are a server and nothing else: what it sets holds for the whole process. */
public final class Logs {
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
    }
}
