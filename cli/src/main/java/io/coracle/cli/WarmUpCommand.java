package io.coracle.cli;

import io.coracle.server.CoracleServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Does once what the other commands do, so that the JVM that records it can load their classes faster the next time. The launcher
 * runs this after a build; it is of no use to anybody else.
 */
@Command(name = "warm-up", hidden = true, description = "Used by the launcher after a build.")
final class WarmUpCommand implements Callable<Integer> {

    private static final List<String> TEXTS = List.of("Keys are rotated every 90 days.", "# Rotating keys\n\nRun `vault rotate`. "
        + "It takes a minute.\n\nThe old key stays valid for a day.", "The canteen opens at noon.");

    /** Words, each of one token. */
    private static final int LONGEST_QUESTION = 16;

    private final Context context;

    WarmUpCommand(Context context) {
        this.context = context;
    }

    /** Commands that share a cache. One cache for all would be read in whole by commands that need a part. */
    enum Group { SHORT, SEARCH, SERVE }

    @Parameters(description = "${COMPLETION-CANDIDATES}")
    private Group group;

    @Override
    public Integer call() throws IOException {
        switch (group) {
            case SHORT -> {
                keepPrograms();
                quietly("embed", TEXTS.getFirst());
                quietly("similarity", TEXTS.getFirst(), TEXTS.getLast());
                quietly("tokenize", TEXTS.getFirst());
            }
            case SEARCH -> search();
            case SERVE -> serve();
        }
        return Main.OK;
    }

    /** Compiles the default model for texts as long as questions are. A command keeps no more than eight such programs. */
    private void keepPrograms() {
        List<String> texts = IntStream.rangeClosed(1, LONGEST_QUESTION).mapToObj(words -> "key ".repeat(words).strip()).toList();
        for (int i = 0; i < texts.size(); i += 8) {
            List<String> arguments = new ArrayList<>(List.of("embed"));
            arguments.addAll(texts.subList(i, Math.min(i + 8, texts.size())));
            quietly(arguments.toArray(String[]::new));
        }
    }

    private void search() throws IOException {
        Path folder = Files.createTempDirectory("coracle-warm-up");
        try {
            Path texts = Files.createDirectory(folder.resolve("texts"));
            for (int i = 0; i < 40; i++) {
                Files.writeString(texts.resolve("text" + i + ".md"), TEXTS.get(i % TEXTS.size()) + "\n" + i + "\n");
            }
            Files.writeString(texts.resolve("page.html"), "<p>" + TEXTS.getFirst() + "</p>");
            String index = folder.resolve("index").toString();
            // Once to index, twice to answer from the index, which is what has to be fast.
            for (int i = 0; i < 3; i++) {
                quietly("search", "--index", index, texts.toString(), "how often are keys rotated?");
            }
            quietly("search", "--json", "--index", index, texts.toString(), "lunch");
        } finally {
            delete(folder);
        }
    }

    /** Asks a server what servers are asked, the way curl does: a client in Java would leave its own classes in the cache. */
    private void serve() throws IOException {
        CommandLine command = ServeCommand.commandLine(context);
        command.parseArgs("--port", "0");
        try (CoracleServer server = ((ServeCommand) command.getCommand()).start()) {
            for (String request : List.of("GET /health", "POST /embed {\"inputs\":\"" + TEXTS.getFirst() + "\"}",
                "POST /embed {\"text\":\"" + TEXTS.getFirst() + "\"}", "POST /v1/embeddings {\"input\":[\"" + TEXTS.getLast() + "\"]}",
                "POST /embed {}")) {
                ask(server.port(), request);
            }
        }
    }

    private static void ask(int port, String request) throws IOException {
        String[] parts = request.split(" ", 3);
        String body = parts.length == 3 ? parts[2] : "";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((parts[0] + " " + parts[1] + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }

    private void quietly(String... arguments) {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        Terminal silent = new Terminal(InputStream.nullInputStream(), nowhere, nowhere, true, false);
        int exitCode = Main.run(new Context(silent, context.models()), arguments);
        if (exitCode != Main.OK) {
            throw new CliException("warming up failed at: coracle " + String.join(" ", arguments));
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(all::add);
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
