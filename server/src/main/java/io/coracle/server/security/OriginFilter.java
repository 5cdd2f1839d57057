package io.coracle.server.security;

import io.coracle.server.http.ApiException;
import io.coracle.server.http.ApiException.Kind;
import io.coracle.server.http.Errors;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Tells web pages apart by the origin that their browser names. The server's own pages and those of configured origins may use
 * everything. Pages from elsewhere may GET what holds nobody's texts; anything else of theirs is refused and not only kept from being
 * read, for a page must not be able to write to the server of whoever happens to look at it.
 */
final class OriginFilter implements Filter {
    private static final HeaderName REQUESTED_METHOD = HeaderNames.ACCESS_CONTROL_REQUEST_METHOD;
    private static final HeaderName ALLOWED_ORIGIN = HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN;

    /** Names and texts of the users of the server lie below; they are not for any page that asks. */
    private static final String PRIVATE = "/v1/indexes";

    private final Set<String> origins;

    /** With what {@link SecurityConfig#corsOrigins()} says. */
    OriginFilter(Set<String> origins) {
        this.origins = origins;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        Optional<String> origin = request.headers().first(HeaderNames.ORIGIN).map(o -> o.toLowerCase(Locale.ROOT));
        if (origin.isEmpty() || isOwn(origin.get(), request)) {
            chain.proceed();
            return;
        }
        boolean preflight = request.prologue().method() == Method.OPTIONS && request.headers().contains(REQUESTED_METHOD);
        if (isTrusted(origin.get())) {
            response.header(ALLOWED_ORIGIN, origin.get());
            response.header(HeaderNames.VARY, "Origin");
            if (preflight) {
                response.header(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, DELETE");
                response.header(HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, accept");
                response.header(HeaderNames.ACCESS_CONTROL_MAX_AGE, "600");
                response.status(Status.NO_CONTENT_204).send();
                return;
            }
            response.header(HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "retry-after");
        } else if (isRead(request) && !request.path().path().startsWith(PRIVATE)) {
            response.header(ALLOWED_ORIGIN, "*");
        } else {
            Errors.send(request, response, new ApiException(Kind.FORBIDDEN,
                "web pages of other origins may not do this here; --cors-origins says which may"));
            return;
        }
        chain.proceed();
    }

    private static boolean isRead(RoutingRequest request) {
        Method method = request.prologue().method();
        return method == Method.GET || method == Method.HEAD;
    }

    /** Scheme aside, which a proxy in front of the server may have changed. */
    private static boolean isOwn(String origin, RoutingRequest request) {
        int authority = origin.indexOf("://");
        return authority >= 0 && request.headers().first(HeaderNames.HOST)
            .map(host -> host.equalsIgnoreCase(origin.substring(authority + 3))).orElse(false);
    }

    private boolean isTrusted(String origin) {
        return origins.contains("*") || origins.contains(origin);
    }
}
