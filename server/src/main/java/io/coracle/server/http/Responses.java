package io.coracle.server.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** Sends bodies. */
public final class Responses {

    /** One JSON value a line. */
    public static final String NDJSON = "application/x-ndjson";

    private static final Header JSON = HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/json");

    private Responses() {}

    /** Sends JSON. */
    public static void json(ServerResponse response, JsonOut body) {
        response.header(JSON);
        response.send(body.toBytes());
    }

    /** Whether the client asks for one JSON value a line. */
    public static boolean wantsLines(ServerRequest request) {
        return request.headers().first(HeaderNames.ACCEPT).filter(accept -> accept.contains(NDJSON)).isPresent();
    }
}
