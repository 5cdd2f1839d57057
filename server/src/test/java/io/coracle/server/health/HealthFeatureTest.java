package io.coracle.server.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coracle.server.TestServer;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class HealthFeatureTest {

    @Test
    void aServerThatHasStartedIsAliveAndReady() {
        try (TestServer server = TestServer.start()) {
            for (String path : new String[] {"/health", "/health/ready", "/health/live"}) {
                HttpResponse<String> response = server.get(path);
                assertEquals(200, response.statusCode(), path);
                assertEquals("{\"status\":\"ok\"}", response.body());
            }
        }
    }

    @Test
    void anUnknownAddressIsAnErrorInTheFormOfTheInterface() {
        try (TestServer server = TestServer.start()) {
            HttpResponse<String> response = server.get("/nowhere");
            assertEquals(404, response.statusCode());
            assertEquals("{\"error\":\"there is nothing at this address\",\"error_type\":\"NotFound\"}", response.body());
            HttpResponse<String> openAi = server.get("/v1/nowhere");
            assertEquals(404, openAi.statusCode());
            assertEquals("{\"error\":{\"message\":\"there is nothing at this address\",\"type\":\"invalid_request_error\",\"param\":null,"
                + "\"code\":\"not_found\"}}", openAi.body());
        }
    }
}
