package io.coracle.chromium;

import io.coracle.json.JsonArray;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A headless Chromium with a profile of its own, which is deleted when it is closed.
 *
 * {@snippet :
 * try (Chromium browser = Chromium.launch(executable); Page page = browser.open("http://localhost:8080/")) {
 *     page.evaluate("document.title");
 * }
 * }
 */
public final class Chromium implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome-stable", "google-chrome");
    private static final String READY = "DevTools listening on ";
    private static final int START_SECONDS = 120;
    private static final int MORE_ATTEMPTS_TO_DELETE = 20;
    private static final int PAUSE_MILLIS = 50;

    private final Process process;
    private final Path profile;
    private final DevTools tools;

    private Chromium(Process process, Path profile, DevTools tools) {
        this.process = process;
        this.profile = profile;
        this.tools = tools;
    }

    /** The browser that is installed: what the environment variable CHROMIUM names, or the first of the usual names on the PATH. */
    public static Optional<Path> installed() {
        String named = System.getenv("CHROMIUM");
        if (named != null && !named.isBlank()) {
            return Optional.of(Path.of(named)).filter(Files::isExecutable);
        }
        for (String name : NAMES) {
            for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
                Path candidate = Path.of(folder).resolve(name);
                if (Files.isExecutable(candidate)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Starts the browser.
     *
     * @param options more command line options, such as {@code --js-flags=…}
     * @throws BrowserException when it does not start
     */
    public static Chromium launch(Path executable, String... options) {
        Process process = null;
        try {
            Path profile = Files.createTempDirectory("coracle-chromium");
            List<String> command = new ArrayList<>(List.of(executable.toString(), "--headless=new", "--remote-debugging-port=0",
                "--user-data-dir=" + profile, "--no-first-run", "--no-default-browser-check", "--disable-gpu", "--disable-extensions",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
                "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--mute-audio"));
            if ("root".equals(System.getProperty("user.name"))) {
                command.add("--no-sandbox"); // the sandbox refuses to run as root, which containers do
            }
            command.addAll(List.of(options));
            command.add("about:blank");
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new Chromium(process, profile, new DevTools(address(process)));
        } catch (IOException | RuntimeException e) {
            if (process != null) {
                process.destroyForcibly();
            }
            throw e instanceof BrowserException known ? known : new BrowserException("cannot start " + executable + ": " + e.getMessage(), e);
        }
    }

    private static URI address(Process process) {
        CompletableFuture<URI> address = new CompletableFuture<>();
        // Reads on for as long as the browser lives, or its output would fill up and stop it.
        Thread.ofVirtual().start(() -> {
            StringBuilder said = new StringBuilder();
            try (BufferedReader lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith(READY)) {
                        address.complete(URI.create(line.substring(READY.length()).strip()));
                    } else if (!address.isDone()) {
                        said.append(line).append('\n');
                    }
                }
                address.completeExceptionally(new BrowserException("the browser ended at once and said: " + said));
            } catch (IOException e) {
                address.completeExceptionally(e);
            }
        });
        try {
            return address.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new BrowserException(e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new BrowserException("the browser was not ready within " + START_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrowserException("interrupted", e);
        }
    }

    /** A new tab that shares neither storage nor caches with any other, at this address and loaded. */
    public Page open(String url) {
        JsonString context = (JsonString) tools.call("", "Target.createBrowserContext", Map.of()).get("browserContextId").orElseThrow();
        JsonValue target = tools.call("", "Target.createTarget",
            Map.of("url", new JsonString("about:blank"), "browserContextId", context)).get("targetId").orElseThrow();
        JsonString session = (JsonString) tools.call("", "Target.attachToTarget",
            Map.of("targetId", target, "flatten", Page.TRUE)).get("sessionId").orElseThrow();
        Page page = new Page(tools, session.value(), context.value());
        page.navigate(url);
        return page;
    }

    /**
     * Physical memory of each process that renders pages, in bytes, the largest first. Linux only.
     *
     * @throws UncheckedIOException where there is no {@code /proc}
     */
    public List<Long> rendererMemory() {
        JsonArray processes = (JsonArray) tools.call("", "SystemInfo.getProcessInfo", Map.of()).get("processInfo").orElseThrow();
        List<Long> sizes = new ArrayList<>();
        for (JsonValue value : processes.elements()) {
            JsonObject info = (JsonObject) value;
            if (info.get("type").equals(Optional.of(new JsonString("renderer")))) {
                sizes.add(residentBytes(((JsonNumber) info.get("id").orElseThrow()).asLong().orElseThrow()));
            }
        }
        return sizes.stream().sorted(Comparator.reverseOrder()).toList();
    }

    private static long residentBytes(long process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).findFirst().orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        tools.close();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
            deleteProfile();
            // Child processes write a moment longer.
            for (int attempt = 1; attempt <= MORE_ATTEMPTS_TO_DELETE && Files.exists(profile); attempt++) {
                Thread.sleep(PAUSE_MILLIS);
                deleteProfile();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deleteProfile() {
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // A file was gone before it was looked at.
        }
    }
}
