package io.coracle.web;

import io.coracle.chromium.Chromium;
import io.coracle.chromium.Page;
import io.coracle.chromium.WebServer;
import io.coracle.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * A page that has the npm package, served from a folder as any web server would, under the policy that browser extensions demand. Its
 * scripts see the package as {@code coracle}.
 */
final class Tab implements AutoCloseable {
    /** No inline scripts, no {@code eval}, nothing from elsewhere; port 9 is where tests look for a server that is not there. */
    private static final String POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' http://localhost:9; img-src data:";

    private final WebServer server;
    private final Page page;

    private Tab(WebServer server) {
        this.server = server;
        server.header("Content-Security-Policy", POLICY).folder("/coracle/", Path.of("target/npm"))
            .page("/", "<!doctype html><link rel=icon href=data:,><title>test</title>");
        with("/models/minilm/model.onnx", resource("all-minilm-l6-v2-q.onnx"));
        with("/models/minilm/tokenizer.json", resource("all-minilm-l6-v2-q-tokenizer.json"));
        this.page = SharedBrowser.get().open(server.url("/"));
    }

    /** A page with one thread. */
    static Tab plain() {
        return new Tab(WebServer.plain());
    }

    /** A page with shared memory and threads. */
    static Tab isolated() {
        return new Tab(WebServer.isolated());
    }

    /** Serves bytes at a path. */
    Tab with(String path, byte[] content) {
        server.handle(path, exchange -> WebServer.answer(exchange, 200, "application/octet-stream", content));
        return this;
    }

    /** A file at the root of a jar on the class path. */
    static byte[] resource(String name) {
        try (InputStream in = Tab.class.getClassLoader().getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    WebServer server() {
        return server;
    }

    Page page() {
        return page;
    }

    /** Runs the body of an asynchronous function and gives what it returns. */
    JsonValue run(String body) {
        return page.evaluate("(async () => { const coracle = await import('/coracle/index.js'); " + body + " })()");
    }

    /** As {@link #run}, for a body that returns a string. */
    String text(String body) {
        return page.text("(async () => { const coracle = await import('/coracle/index.js'); " + body + " })()");
    }

    /** The error that a body ends with, as {@code code: message}. */
    String failure(String body) {
        return text("try { await (async () => { " + body + " })(); } catch (error) {"
            + " if (!(error instanceof coracle.CoracleError)) throw error; return error.code + ': ' + error.message; }"
            + " throw new Error('it did not fail');");
    }

    /** What the browser refused to do because of the policy. */
    List<String> violations() {
        return page.messages().stream().filter(message -> message.contains("Content Security Policy")).toList();
    }

    @Override
    public void close() {
        page.close();
        server.close();
    }

    /** One browser for all tests: starting one takes longer than most of them. */
    private static final class SharedBrowser {
        private static Chromium browser;

        static synchronized Chromium get() {
            if (browser == null) {
                Optional<Path> installed = Chromium.installed();
                Assumptions.assumeTrue(installed.isPresent(), "no Chromium is installed (Debian: apt-get install chromium)");
                browser = Chromium.launch(installed.get());
                Runtime.getRuntime().addShutdownHook(new Thread(browser::close));
            }
            return browser;
        }
    }
}
