package io.coracle.server.security;

import io.coracle.server.http.ApiException;
import io.coracle.server.http.ApiException.Kind;
import io.coracle.server.http.Errors;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses requests to a name that is not this machine's. A server on loopback trusts who can reach it, and a web page can reach it
 * under a name of its own that it lets point to 127.0.0.1; for the browser, both are then one site (DNS rebinding).
 */
final class HostFilter implements Filter {
    private final Set<String> allowed;

    /** With names that are right besides {@code localhost} and addresses. */
    HostFilter(Set<String> allowed) {
        this.allowed = allowed;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (!request.headers().first(HeaderNames.HOST).map(this::isAllowed).orElse(true)) {
            Errors.send(request, response, new ApiException(Kind.FORBIDDEN,
                "this server listens on loopback and does not answer to that name; --allowed-hosts adds it"));
            return;
        }
        chain.proceed();
    }

    private boolean isAllowed(String host) {
        if (host.startsWith("[")) {
            return true;
        }
        int port = host.lastIndexOf(':');
        String name = (port < 0 ? host : host.substring(0, port)).toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.endsWith(".localhost") || isAddress(name) || allowed.contains(name) || allowed.contains("*");
    }

    /** An IPv4 address: names of machines do not end with a digit-only part. */
    private static boolean isAddress(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return !last.isEmpty() && last.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
