package io.coracle.server.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.coracle.server.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TracesTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    /** A collector that keeps the requests that it gets. */
    private HttpServer collector;
    private final Queue<byte[]> received = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void collect() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            received.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterEach
    void stop() {
        collector.stop(0);
    }

    @Test
    void aRequestBecomesASpanInTheTraceThatItNames() {
        try (TestServer server = traced()) {
            server.post("/embed", "{\"inputs\": \"swordfish\"}", "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
        }
        String spans = spans();
        for (String part : new String[] {"POST /embed", "receive", "infer", "respond", "vectors-test", "http.response.status_code"}) {
            assertTrue(spans.contains(part), part + " in " + spans);
        }
        // Trace ids are sent as bytes: once for the request and once for each phase.
        String id = new String(HexFormat.of().parseHex(TRACE), StandardCharsets.ISO_8859_1);
        assertEquals(4, spans.split(Pattern.quote(id), -1).length - 1);
        assertFalse(spans.contains("swordfish"));
    }

    @Test
    void aRequestThatNamesNoTraceBeginsOne() {
        try (TestServer server = traced()) {
            server.get("/health");
        }
        assertTrue(spans().contains("GET /health"));
    }

    @Test
    void aCollectorThatIsGoneHarmsNobody() {
        collector.stop(0);
        try (TestServer server = traced()) {
            assertEquals(200, server.get("/health").statusCode());
        }
    }

    private TestServer traced() {
        return TestServer.start("otlp-endpoint", "http://127.0.0.1:" + collector.getAddress().getPort(), "service-name", "vectors-test");
    }

    /** What was sent, as Latin-1: Protocol Buffers have texts as they are. */
    private String spans() {
        StringBuilder all = new StringBuilder();
        received.forEach(body -> all.append(new String(body, StandardCharsets.ISO_8859_1)));
        return all.toString();
    }
}
