package io.coracle.chromium;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves files and texts to a browser on this machine, at a port that was free. Paths that nothing was put at are answered with 404.
 *
 * {@snippet :
 * try (WebServer server = WebServer.isolated()) {
 *     server.folder("/coracle/", Path.of("target/npm")).page("/", "<script type=module src=/coracle/index.js></script>");
 *     page.navigate(server.url("/"));
 * }
 * }
 */
public final class WebServer implements AutoCloseable {
    /** What a page must be sent with to have shared memory. */
    private static final Map<String, String> ISOLATION = Map.of("Cross-Origin-Opener-Policy", "same-origin",
        "Cross-Origin-Embedder-Policy", "require-corp", "Cross-Origin-Resource-Policy", "same-origin");
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "js", "text/javascript; charset=utf-8",
        "mjs", "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "json", "application/json",
        "wasm", "application/wasm", "svg", "image/svg+xml", "txt", "text/plain; charset=utf-8",
        "webmanifest", "application/manifest+json");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, String> headers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Path> folders = new ConcurrentHashMap<>();

    private WebServer(Map<String, String> headers) {
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.headers.putAll(headers);
        server.setExecutor(threads);
        server.start();
    }

    /** A server whose pages have one thread. */
    public static WebServer plain() {
        return new WebServer(Map.of());
    }

    /** A server whose pages are cross-origin isolated: they have shared memory. */
    public static WebServer isolated() {
        return new WebServer(ISOLATION);
    }

    /** Sends a header with every answer from now on. */
    public WebServer header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** The address of a path. */
    public String url(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    /** The paths that were asked for, in order. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** The file that a path stands for, if it lies in a folder that is served. */
    public Optional<Path> fileAt(String path) {
        return folders.entrySet().stream().filter(entry -> path.startsWith(entry.getKey()))
            .map(entry -> entry.getValue().resolve(path.substring(entry.getKey().length()))).filter(Files::isRegularFile).findFirst();
    }

    /** Serves the files of a folder under a path that ends with a slash; the folder itself is its {@code index.html}. */
    public WebServer folder(String prefix, Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        folders.put(prefix, root);
        return handle(prefix, exchange -> {
            String rest = exchange.getRequestURI().getPath().substring(prefix.length());
            Path file = root.resolve(rest.isEmpty() || rest.endsWith("/") ? rest + "index.html" : rest).normalize();
            if (!file.startsWith(root) || !Files.isRegularFile(file)) {
                answer(exchange, 404, "text/plain", ("no file " + rest).getBytes(StandardCharsets.UTF_8));
                return;
            }
            send(exchange, file);
        });
    }

    /** Serves one file. */
    public WebServer file(String path, Path file) {
        return handle(path, exchange -> send(exchange, file));
    }

    /** Serves an HTML page. */
    public WebServer page(String path, String html) {
        return text(path, TYPES.get("html"), html);
    }

    /** Serves a text of some type. */
    public WebServer text(String path, String type, String content) {
        return handle(path, exchange -> answer(exchange, 200, type, content.getBytes(StandardCharsets.UTF_8)));
    }

    /** Answers a path, and all below it that nothing else answers, in a way of the caller's. */
    public WebServer handle(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            requests.add(exchange.getRequestURI().getPath());
            headers.forEach(exchange.getResponseHeaders()::set);
            try (exchange) {
                handler.handle(exchange);
            }
        });
        return this;
    }

    /** Answers a request with these bytes. */
    public static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static void send(HttpExchange exchange, Path file) throws IOException {
        String name = file.getFileName().toString();
        String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, Math.max(-1, Files.size(file)));
        try (OutputStream out = exchange.getResponseBody()) {
            Files.copy(file, out);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
