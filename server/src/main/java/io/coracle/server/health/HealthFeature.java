package io.coracle.server.health;

import io.coracle.server.Feature;
import io.coracle.server.Readiness;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Locale;

/**
 * {@code GET /health} and {@code /health/ready} answer 200 while new requests are welcome and 503 otherwise; {@code /health/live}
 * answers 200 as long as the process can answer at all.
 */
public final class HealthFeature implements Feature {

    private final Readiness readiness;

    /** With what to report. */
    public HealthFeature(Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public boolean isOpen(String path) {
        return path.equals("/health") || path.startsWith("/health/");
    }

    @Override
    public void register(HttpRouting.Builder routing) {
        routing.get("/health", this::ready);
        routing.get("/health/ready", this::ready);
        routing.get("/health/live", (_, response) -> json(response, "{\"status\":\"ok\"}"));
    }

    private void ready(ServerRequest request, ServerResponse response) {
        if (readiness.isReady()) {
            json(response, "{\"status\":\"ok\"}");
        } else {
            response.status(Status.SERVICE_UNAVAILABLE_503);
            String state = readiness.state().name().toLowerCase(Locale.ROOT);
            json(response, "{\"error\":\"unhealthy: the server is " + state + "\",\"error_type\":\"Unhealthy\"}");
        }
    }

    private static void json(ServerResponse response, String body) {
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        response.send(body);
    }
}
