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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
     * threw.
     *
     * @param profile an empty folder
     */
    String run(WebServer server, Path profile, String body) throws IOException, InterruptedException {
        CompletableFuture<String> answer = new CompletableFuture<>();
        String path = "/" + name().toLowerCase(Locale.ROOT);
        server.handle(path + "/answer", exchange -> {
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            WebServer.answer(exchange, 200, "text/plain", new byte[0]);
            answer.complete(text);
        });
        server.page(path, "<!doctype html><link rel=icon href=data:,><script type=module src=" + path + ".js></script>");
        server.text(path + ".js", "text/javascript", "const run = async () => { const coracle = await import('/coracle/index.js'); " + body + " };"
            + "fetch('" + path + "/answer', {method: 'POST', body: await run().catch(error => 'failed: ' + error + ' ' + error.stack)});");
        ProcessBuilder builder = new ProcessBuilder(command(installed().orElseThrow(), profile, server.url(path)))
            .redirectErrorStream(true).redirectOutput(profile.resolve("output.txt").toFile());
        // Its sandbox does not work for the root user of a container, nor compositing without a graphics card.
        builder.environment().put("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
        builder.environment().put("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
        builder.environment().put("HOME", profile.toString());
        // Its compiler's threads stop the others by a signal whenever they have finished a function. On x86-64 code of the first compiler
        // (2.50: "mov %rbp, %rsp; sub %r10, %rsp" after each call) has the stack pointer above its locals for one instruction, and a signal
        // there overwrites them: about one of a hundred loads of the engine fails. Without such threads there are no such signals.
        builder.environment().put("JSC_useConcurrentJIT", "0");
        Process browser = builder.start();
        try {
            String text = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (text.startsWith("failed: ")) {
                throw new AssertionError(this + " " + text);
            }
            return text;
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(this + " gave no answer: " + Files.readString(profile.resolve("output.txt")), e);
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
