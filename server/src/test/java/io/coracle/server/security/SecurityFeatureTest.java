package io.coracle.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.server.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityFeatureTest {

    @Nested
    class Keys {

        @TempDir
        Path folder;

        @Test
        void aRequestWithoutAKeyIsRefused() {
            try (TestServer server = TestServer.start("api-key", "secret")) {
                HttpResponse<String> response = server.get("/nowhere");
                assertEquals(401, response.statusCode());
                assertEquals("Bearer", response.headers().firstValue("WWW-Authenticate").orElseThrow());
                assertEquals("{\"error\":\"this server needs an API key: send it as Authorization: Bearer KEY\","
                    + "\"error_type\":\"Unauthorized\"}", response.body());
            }
        }

        @Test
        void eachOfTheKeysOpens() throws IOException {
            Path file = Files.writeString(folder.resolve("keys"), "from-file\n\n  another \n");
            try (TestServer server = TestServer.start("api-key", "one, two", "api-key-file", file.toString())) {
                for (String key : new String[] {"one", "two", "from-file", "another"}) {
                    assertEquals(404, server.get("/nowhere", "Authorization", "Bearer " + key).statusCode(), key);
                }
                assertEquals(404, server.get("/nowhere", "Authorization", "bearer one").statusCode());
                for (String header : new String[] {"Bearer on", "Bearer one ,two", "Bearer ", "Bearer", "Basic one", "one", "Bearer ONE"}) {
                    assertEquals(401, server.get("/nowhere", "Authorization", header).statusCode(), header);
                }
            }
        }

        @Test
        void probesNeedNoKey() {
            try (TestServer server = TestServer.start("api-key", "secret")) {
                assertEquals(200, server.get("/health").statusCode());
                assertEquals(200, server.get("/health/live").statusCode());
            }
        }

        @Test
        void anotherSpellingOfAnOpenPathOpensNothing() {
            try (TestServer server = TestServer.start("api-key", "secret")) {
                for (String path : new String[] {"/assets/../embed", "/assets/%2e%2e/embed", "//health/../v1/models", "/health;/../embed"}) {
                    HttpResponse<String> response = server.get(path);
                    assertTrue(response.statusCode() >= 400, path + " " + response.statusCode());
                }
                assertEquals(401, server.send(server.request("/health").POST(BodyPublishers.noBody()).build()).statusCode());
            }
        }
    }

    @Nested
    class WebPages {

        @Test
        void aPageFromElsewhereMayReadButNotWrite() {
            try (TestServer server = TestServer.start()) {
                HttpResponse<String> read = server.get("/health", "Origin", "https://example.org");
                assertEquals(200, read.statusCode());
                assertEquals("*", read.headers().firstValue("Access-Control-Allow-Origin").orElseThrow());
                HttpResponse<String> write = server.post("/embed", "{\"text\":\"x\"}", "Origin", "https://example.org");
                assertEquals(403, write.statusCode());
                assertFalse(write.headers().firstValue("Access-Control-Allow-Origin").isPresent());
            }
        }

        @Test
        void aPageFromElsewhereSeesNothingOfIndexes() {
            try (TestServer server = TestServer.start()) {
                assertEquals(403, server.get("/v1/indexes", "Origin", "null").statusCode());
                assertEquals(403, server.get("/v1/indexes/notes", "Origin", "https://example.org").statusCode());
            }
        }

        @Test
        void theServersOwnPagesMayDoEverything() {
            try (TestServer server = TestServer.start()) {
                String own = "http://127.0.0.1:" + server.server().port();
                assertFalse(server.post("/nowhere", "{}", "Origin", own).statusCode() == 403);
            }
        }

        @Test
        void aConfiguredOriginMayDoEverything() {
            try (TestServer server = TestServer.start("cors-origins", "https://app.example.org", "api-key", "secret")) {
                HttpResponse<String> preflight = preflight(server, "https://app.example.org");
                assertEquals(204, preflight.statusCode());
                assertEquals("https://app.example.org", preflight.headers().firstValue("Access-Control-Allow-Origin").orElseThrow());
                assertTrue(preflight.headers().firstValue("Access-Control-Allow-Methods").orElseThrow().contains("POST"));
                assertTrue(preflight.headers().firstValue("Access-Control-Allow-Headers").orElseThrow().contains("authorization"));
                assertEquals(403, preflight(server, "https://other.example.org").statusCode());
                HttpResponse<String> refused = server.post("/embed", "{}", "Origin", "https://app.example.org");
                assertEquals(401, refused.statusCode());
                assertEquals("https://app.example.org", refused.headers().firstValue("Access-Control-Allow-Origin").orElse(""),
                    "a page must be able to read why it was refused");
            }
        }

        private static HttpResponse<String> preflight(TestServer server, String origin) {
            return server.send(server.request("/embed", "Origin", origin, "Access-Control-Request-Method", "POST",
                "Access-Control-Request-Headers", "authorization").method("OPTIONS", BodyPublishers.noBody()).build());
        }
    }

    @Nested
    class Names {

        @Test
        void aServerOnLoopbackAnswersToLocalNamesOnly() throws IOException {
            try (TestServer server = TestServer.start("allowed-hosts", "vectors.internal")) {
                for (String name : new String[] {"localhost", "localhost:1", "127.0.0.1", "[::1]:80", "app.localhost", "vectors.internal:3000"}) {
                    assertEquals(200, healthAs(server, name), name);
                }
                for (String name : new String[] {"attacker.example", "attacker.example:80", "127.0.0.1.attacker.example", "localhost.attacker.example"}) {
                    assertEquals(403, healthAs(server, name), name);
                }
            }
        }

        private static int healthAs(TestServer server, String host) throws IOException {
            try (Socket socket = new Socket("127.0.0.1", server.server().port())) {
                socket.getOutputStream().write(("GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
                socket.setSoTimeout(30_000);
                String answer = new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), StandardCharsets.ISO_8859_1);
                return Integer.parseInt(answer.substring(9, 12));
            }
        }
    }
}
