package io.coracle.server.observe;

import io.helidon.http.ServerRequestHeaders;
import java.util.Optional;

/**
 * A request that has been answered.
 *
 * @param method GET, POST…
 * @param route the pattern that its path matched, such as {@code /v1/indexes/{name}}; empty for none
 * @param path as the client sent it
 * @param headers of the request
 * @param status of the response
 * @param bytes of the response, as far as they were sent
 * @param endMillis when it ended, in milliseconds since 1970
 */
record Exchange(String method, Optional<String> route, String path, ServerRequestHeaders headers, int status, long bytes, long endMillis,
                Timeline timeline) {
}
