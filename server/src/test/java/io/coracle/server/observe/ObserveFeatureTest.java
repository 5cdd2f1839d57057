package io.coracle.server.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.server.TestServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class ObserveFeatureTest {
    private static final String SECRET = "swordfish";

    @Test
    void requestsAreCountedByRouteAndStatus() {
        try (TestServer server = TestServer.start()) {
            for (int i = 0; i < 3; i++) {
                assertEquals(200, server.post("/embed", "{\"inputs\": \"Keys are rotated.\"}").statusCode());
            }
            server.post("/embed", "{\"inputs\": 7}");
            server.get("/v1/indexes/" + SECRET);
            server.get("/" + SECRET);
            String metrics = server.get("/metrics").body();
            assertEquals(3, value(metrics, "http_server_requests_seconds_count{method=\"POST\",status=\"200\",uri=\"/embed\"}"));
            assertEquals(1, value(metrics, "http_server_requests_seconds_count{method=\"POST\",status=\"422\",uri=\"/embed\"}"));
            assertEquals(1, value(metrics, "http_server_requests_seconds_count{method=\"GET\",status=\"404\",uri=\"/v1/indexes/{name}\"}"));
            assertEquals(1, value(metrics, "http_server_requests_seconds_count{method=\"GET\",status=\"404\",uri=\"none\"}"));
            assertFalse(metrics.contains(SECRET), "nothing of what clients write may become a label");
        }
    }

    @Test
    void latencyIsCountedByPhaseAndWorkByTextAndToken() {
        try (TestServer server = TestServer.start()) {
            server.post("/embed", "{\"inputs\": [\"Keys are rotated.\", \"Bread rises.\"]}");
            String metrics = server.get("/metrics").body();
            for (String phase : new String[] {"receive", "infer", "respond"}) {
                assertEquals(1, value(metrics, "coracle_request_phase_seconds_count{phase=\"" + phase + "\"}"), phase);
                assertTrue(value(metrics, "coracle_request_phase_seconds_sum{phase=\"" + phase + "\"}") > 0, phase);
            }
            assertEquals(2, value(metrics, "coracle_queue_wait_seconds_count"));
            assertEquals(2, value(metrics, "coracle_compute_seconds_count"));
            assertEquals(2, value(metrics, "coracle_request_texts_sum"));
            // [CLS] keys are rotated . [SEP] and [CLS] bread rises . [SEP]
            assertEquals(11, value(metrics, "coracle_tokens_total"));
            assertEquals(11, value(metrics, "coracle_request_tokens_sum"));
        }
    }

    @Test
    void theStateOfTheServerIsReported() {
        try (TestServer server = TestServer.start("max-queued-tokens", "5000")) {
            HttpResponse<String> response = server.get("/metrics");
            assertEquals("text/plain; version=0.0.4; charset=utf-8", response.headers().firstValue("Content-Type").orElseThrow());
            String metrics = response.body();
            assertEquals(0, value(metrics, "coracle_queue_tokens"));
            assertEquals(5000, value(metrics, "coracle_queue_limit_tokens"));
            assertEquals(1, value(metrics, "coracle_models_loaded"));
            assertTrue(value(metrics, "coracle_arena_bytes") > 1_000_000);
            assertTrue(metrics.contains("jvm_memory_used_bytes{"), metrics);
        }
    }

    @Test
    void requestsThatAreRefusedAreCountedToo() {
        try (TestServer server = TestServer.start("api-key", SECRET)) {
            server.post("/embed", "{\"inputs\": \"x\"}");
            assertEquals(401, server.get("/metrics").statusCode());
            String metrics = server.get("/metrics", "Authorization", "Bearer " + SECRET).body();
            assertTrue(metrics.contains("status=\"401\""), metrics);
        }
    }

    @Test
    void aFullQueueIsCounted() {
        try (TestServer server = TestServer.start("max-queued-tokens", "20")) {
            server.post("/embed", "{\"inputs\": [\"one\", \"two\"]}");
            assertEquals(1, value(server.get("/metrics").body(), "coracle_requests_refused_total"));
        }
    }

    @Test
    void nothingOfARequestIsLoggedUnlessAskedFor() {
        assertEquals(List.of(), logsOf("log-requests", "false"));
        List<String> lines = logsOf("log-requests", "true");
        assertEquals(3, lines.size(), lines.toString());
        assertTrue(lines.getFirst().startsWith("POST /embed 200 "), lines.getFirst());
        assertTrue(lines.get(1).startsWith("GET /nowhere 404 "), lines.get(1));
        assertTrue(lines.getLast().startsWith("POST /embed 400 "), lines.getLast());
    }

    /** Lines of the log that came of some requests; none may quote what was in these. */
    private static List<String> logsOf(String... settings) {
        Logger root = Logger.getLogger("");
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public synchronized void publish(LogRecord record) {
                lines.add(record.getMessage());
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        };
        try (TestServer server = TestServer.start(settings)) {
            root.addHandler(handler);
            server.post("/embed?q=" + SECRET, "{\"inputs\": \"" + SECRET + "\"}", "X-Header", SECRET);
            server.get("/nowhere");
            server.post("/embed", "{\"" + SECRET + "\": " + SECRET);
        } finally {
            root.removeHandler(handler);
        }
        assertFalse(lines.toString().contains(SECRET), lines.toString());
        return lines.stream().filter(line -> line.startsWith("POST") || line.startsWith("GET")).toList();
    }

    /** The value of a line in Prometheus' format. */
    private static double value(String metrics, String series) {
        return metrics.lines().filter(line -> line.startsWith(series + " ")).map(line -> Double.parseDouble(line.substring(series.length() + 1)))
            .findFirst().orElseThrow(() -> new AssertionError("no " + series + " in\n" + metrics));
    }
}
