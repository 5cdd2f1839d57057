package io.coracle.web;

import io.coracle.chromium.WebServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Browsers with other engines than Chromium's. They are only told which page to open; the page sends what it found to its server. */
enum OtherBrowser {
    /** SpiderMonkey. */
    FIREFOX("firefox-esr") {
        @Override
        List<String> command(Path program, Path profile, String url) {
            return List.of(program.toString(), "--headless", "--no-remote", "--profile", profile.toString(), url);
        }

        @Override
        Optional<Path> installed() {
            return onPath("firefox").or(() -> onPath("firefox-esr"));
        }
    },

    /** WebKit with JavaScriptCore, as Safari has; it wants a display. */
    WEBKIT("webkit2gtk-driver xvfb xauth") {
        @Override
        List<String> command(Path program, Path profile, String url) {
            return List.of("xvfb-run", "-a", program.toString(), url);
        }

        @Override
        Optional<Path> installed() {
            if (onPath("xvfb-run").isEmpty() || onPath("xauth").isEmpty() || !Files.isDirectory(Path.of("/usr/lib"))) {
                return Optional.empty();
            }
            try (Stream<Path> files = Files.find(Path.of("/usr/lib"), 4, (path, _) -> path.endsWith("MiniBrowser"))) {
                return files.filter(Files::isExecutable).findFirst();
            } catch (IOException | UncheckedIOException e) {
                return Optional.empty();
            }
        }
    };

    private static final int PATIENCE_SECONDS = 180;
    private static final int ATTEMPTS = 3;
    /** The file that holds what a browser prints. */
    private static final String OUTPUT = "output.txt";
    /** What WebKit's browser prints when the process of a page ends by itself. */
    private static final String CRASHED = "WebProcess CRASHED";

    private final String packages;

    OtherBrowser(String packages) {
        this.packages = packages;
    }

    /** What Debian calls it. */
    String packages() {
        return packages;
    }

    abstract List<String> command(Path program, Path profile, String url);

    abstract Optional<Path> installed();

    private static Optional<Path> onPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable).findFirst();
    }

    /**
     * Runs the body of an asynchronous function in a page and gives the text that it returns; throws {@link AssertionError} with what it
     * threw. WebKitGTK 2.50 crashes in about one of a hundred loads of the engine, with its garbage collector switched off as well: where a
     * browser says that it crashed, and only there, the page is opened again, up to twice.
     *
     * @param profile an empty folder
     */
    String run(WebServer server, Path profile, String body) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            Path own = Files.createDirectory(profile.resolve("attempt" + attempt));
            Optional<String> text = answer(server, "/" + name().toLowerCase(Locale.ROOT) + attempt, own, body);
            String output = Files.readString(own.resolve(OUTPUT));
            if (text.isPresent() && text.get().startsWith("failed: ")) {
                throw new AssertionError(this + " " + text.get());
            }
            if (text.isPresent()) {
                return text.get();
            }
            if (attempt == ATTEMPTS || !output.contains(CRASHED)) {
                throw new AssertionError(this + " gave no answer: " + output);
            }
            System.err.println(this + " crashed and is opened again: " + output);
        }
    }

    /** What a page answers; nothing if its browser crashes or takes too long. */
    private Optional<String> answer(WebServer server, String path, Path profile, String body) throws IOException, InterruptedException {
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        server.handle(path + "/answer", exchange -> {
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            WebServer.answer(exchange, 200, "text/plain", new byte[0]);
            answers.add(text);
        });
        server.page(path, "<!doctype html><link rel=icon href=data:,><script type=module src=" + path + ".js></script>");
        server.text(path + ".js", "text/javascript", "const run = async () => { const coracle = await import('/coracle/index.js'); " + body + " };"
            + "fetch('" + path + "/answer', {method: 'POST', body: await run().catch(error => 'failed: ' + error + ' ' + error.stack)});");
        Path output = profile.resolve(OUTPUT);
        ProcessBuilder builder = new ProcessBuilder(command(installed().orElseThrow(), profile, server.url(path)))
            .redirectErrorStream(true).redirectOutput(output.toFile());
        // Its sandbox does not work for the root user of a container, nor compositing without a graphics card.
        builder.environment().put("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
        builder.environment().put("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
        builder.environment().put("HOME", profile.toString());
        Process browser = builder.start();
        try {
            String text = null;
            for (int second = 0; text == null && second < PATIENCE_SECONDS && !Files.readString(output).contains(CRASHED); second++) {
                text = answers.poll(1, TimeUnit.SECONDS);
            }
            return Optional.ofNullable(text);
        } finally {
            end(browser);
        }
    }

    private static void end(Process browser) throws InterruptedException {
        List<ProcessHandle> all = new ArrayList<>(browser.descendants().toList());
        all.add(browser.toHandle());
        all.forEach(ProcessHandle::destroy);
        if (!browser.waitFor(5, TimeUnit.SECONDS)) {
            all.forEach(ProcessHandle::destroyForcibly);
            browser.waitFor();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
