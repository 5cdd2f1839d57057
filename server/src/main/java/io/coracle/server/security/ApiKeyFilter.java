package io.coracle.server.security;

import io.coracle.server.http.ApiException;
import io.coracle.server.http.ApiException.Kind;
import io.coracle.server.http.Errors;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Set;

/** Lets requests pass that carry a key, and those for what everybody may see: whether the server is well, and its pages. */
final class ApiKeyFilter implements Filter {
    private static final String SCHEME = "Bearer ";

    /** Pages, which ask the user for a key themselves, and the document that they show. */
    private static final Set<String> OPEN = Set.of("/", "/health", "/health/live", "/health/ready", "/openapi.json", "/docs", "/favicon.ico");
    private static final String OPEN_FOLDER = "/assets/";

    private final ApiKeys keys;

    ApiKeyFilter(ApiKeys keys) {
        this.keys = keys;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (!isOpen(request) && !hasKey(request)) {
            Errors.send(request, response, new ApiException(Kind.UNAUTHORIZED,
                "this server needs an API key: send it as Authorization: Bearer KEY"));
            return;
        }
        chain.proceed();
    }

    private static boolean isOpen(RoutingRequest request) {
        Method method = request.prologue().method();
        // As it is routed: decoded, without parameters, so that no other spelling of a path is open by mistake.
        String path = request.path().path();
        return (method == Method.GET || method == Method.HEAD)
            && (OPEN.contains(path) || path.startsWith(OPEN_FOLDER) && !path.contains(".."));
    }

    private boolean hasKey(RoutingRequest request) {
        return request.headers().first(HeaderNames.AUTHORIZATION)
            .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
            .map(value -> keys.accepts(value.substring(SCHEME.length()).strip())).orElse(false);
    }
}
