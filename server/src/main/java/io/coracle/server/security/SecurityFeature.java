package io.coracle.server.security;

import io.coracle.server.Feature;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.util.Optional;
import java.util.function.Predicate;

/** Checks every request before anything else sees it. */
public final class SecurityFeature implements Feature {
    private final SecurityConfig config;
    private final Predicate<String> open;
    private Optional<TlsRenewal> renewal = Optional.empty();

    /** @param open which paths everybody may GET, also without a key */
    public SecurityFeature(SecurityConfig config, Predicate<String> open) {
        this.config = config;
        this.open = open;
    }

    /** Makes the server speak HTTPS if that is configured. */
    public void secure(WebServerConfig.Builder server) {
        config.tls().ifPresent(files -> server.tls(TlsFiles.read(files)));
    }

    /** Keeps a server that was made to speak HTTPS up to date with its files. */
    public void keepSecure(WebServer server) {
        renewal = config.tls().map(files -> new TlsRenewal(files, server::reloadTls));
    }

    @Override
    public void close() {
        renewal.ifPresent(TlsRenewal::close);
    }

    @Override
    public void register(HttpRouting.Builder routing) {
        if (config.loopback()) {
            routing.addFilter(new HostFilter(config.allowedHosts()));
        }
        // Before the keys: a browser asks for permission without one.
        routing.addFilter(new OriginFilter(config.corsOrigins()));
        if (!config.keys().isEmpty()) {
            routing.addFilter(new ApiKeyFilter(new ApiKeys(config.keys()), open));
        }
    }
}
