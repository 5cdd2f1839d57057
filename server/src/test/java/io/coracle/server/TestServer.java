package io.coracle.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A server on a free port, and what it answers. */
public final class TestServer implements AutoCloseable {

    private final CoracleServer server;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestServer(CoracleServer server) {
        this.server = server;
    }

    /** With settings as {@code name, value, name, value…}. */
    public static TestServer start(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("port", "0"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new TestServer(CoracleServer.start(Settings.of(all)));
    }

    /** The server itself. */
    public CoracleServer server() {
        return server;
    }

    /** The address of a path. */
    public URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    /** Gets a page; more headers as {@code name, value…}. */
    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    /** Posts JSON. */
    public HttpResponse<String> post(String path, String json, String... headers) {
        return send(request(path, headers).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)).build());
    }

    /** Any other request to a path. */
    public HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(at(path)).timeout(Duration.ofSeconds(60));
        if (headers.length > 0) {
            builder.headers(headers);
        }
        return builder;
    }

    /** Sends a request. */
    public HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.close();
    }
}
