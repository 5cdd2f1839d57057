package io.coracle.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The three standard streams, all UTF-8, and what is known of what they are connected to.
 *
 * @param colours whether {@code out} takes colours: it is a terminal, and {@code NO_COLOR} and {@code TERM} do not object
 * @param progress whether {@code err} is a terminal, on which a line may be drawn over again
 */
record Terminal(InputStream in, PrintStream out, PrintStream err, boolean colours, boolean progress) {

    /** Set by the launcher, which can ask the system: the standard streams that are terminals, such as {@code out,err}. */
    static final String TERMINALS = "coracle.terminals";

    /** The streams of this process. */
    static Terminal ofProcess() {
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        String terminals = System.getProperty(TERMINALS, ifAll());
        boolean outIsTerminal = terminals.contains("out");
        return new Terminal(System.in, out, err, outIsTerminal && wantsColours(System.getenv()), terminals.contains("err"));
    }

    /** Without the launcher only this much can be known: whether input and output are both terminals. */
    private static String ifAll() {
        return System.console() != null && System.console().isTerminal() ? "out,err" : "";
    }

    /** See no-color.org; a terminal called dumb knows no colours either. */
    static boolean wantsColours(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(environment.get("TERM"));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 16), false, StandardCharsets.UTF_8);
    }

    /** A line for the user, not for the next command of a pipeline. */
    void note(String line) {
        out.flush();
        err.println(line);
        err.flush();
    }

    String bold(String text) {
        return styled("1", text);
    }

    String faint(String text) {
        return styled("2", text);
    }

    String path(String text) {
        return styled("36", text);
    }

    /** For the words that answer the question. Without colours they stand between angle brackets. */
    String emphasised(String text) {
        return colours ? styled("1;33", text) : ">>" + text + "<<";
    }

    private String styled(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
