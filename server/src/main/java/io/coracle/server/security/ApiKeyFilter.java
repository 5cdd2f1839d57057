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
import java.util.function.Predicate;

/** Lets requests pass that carry a key, and those for what everybody may see: whether the server is well, and its pages. */
final class ApiKeyFilter implements Filter {
    private static final String SCHEME = "Bearer ";

    private final ApiKeys keys;
    private final Predicate<String> open;

    /** @param open which paths everybody may GET */
    ApiKeyFilter(ApiKeys keys, Predicate<String> open) {
        this.keys = keys;
        this.open = open;
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

    private boolean isOpen(RoutingRequest request) {
        Method method = request.prologue().method();
        // The path as it is routed: decoded, without parameters, so that no other spelling of one is open by mistake.
        return (method == Method.GET || method == Method.HEAD) && open.test(request.path().path());
    }

    private boolean hasKey(RoutingRequest request) {
        return request.headers().first(HeaderNames.AUTHORIZATION)
            .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
            .map(value -> keys.accepts(value.substring(SCHEME.length()).strip())).orElse(false);
    }
}
