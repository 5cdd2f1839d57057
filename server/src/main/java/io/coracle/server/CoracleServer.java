package io.coracle.server;

import io.coracle.server.health.HealthFeature;
import io.coracle.server.http.Errors;
import io.coracle.server.security.SecurityConfig;
import io.coracle.server.security.SecurityFeature;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.util.List;

/**
 * An HTTP server that turns texts into vectors, and more. Everything it holds is given back when it is closed; requests that it took are
 * answered first.
 *
 * {@snippet :
 * try (CoracleServer server = CoracleServer.start(Settings.of(Map.of("port", "0")))) {
 *     URI address = URI.create("http://127.0.0.1:" + server.port());
 * }
 * }
 */
public final class CoracleServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CoracleServer.class.getName());

    private final Services services;
    private final List<Feature> features;
    private final WebServer http;

    private CoracleServer(Services services, List<Feature> features, WebServer http) {
        this.services = services;
        this.features = features;
        this.http = http;
    }

    /** Starts to listen, and returns when requests are welcome. Throws {@link SettingsException} when a setting makes no sense. */
    public static CoracleServer start(Settings settings) {
        ServerConfig config = ServerConfig.of(settings);
        Services services = new Services(settings, config, new Readiness());
        SecurityConfig security = SecurityConfig.of(settings, config.host());
        security.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
        SecurityFeature guard = new SecurityFeature(security);
        List<Feature> features = List.of(guard, new HealthFeature(services.readiness()));
        HttpRouting.Builder routing = HttpRouting.builder();
        Errors.register(routing);
        features.forEach(feature -> feature.register(routing));
        WebServerConfig.Builder builder = WebServer.builder().host(config.host()).port(config.port()).shutdownHook(false).routing(routing)
            .directHandlers(Errors.direct()).maxPayloadSize(config.maxBodyBytes()).maxTcpConnections(config.maxConnections())
            .maxConcurrentRequests(config.maxRequests()).shutdownGracePeriod(config.shutdownTimeout());
        guard.secure(builder);
        WebServer http = builder.build();
        http.start();
        services.readiness().become(Readiness.State.READY);
        return new CoracleServer(services, features, http);
    }

    /** The port it listens on. */
    public int port() {
        return http.port();
    }

    /** Takes no more requests, answers those it took, gives everything back. */
    @Override
    public void close() {
        services.readiness().become(Readiness.State.STOPPING);
        http.stop();
        features.reversed().forEach(Feature::close);
    }
}
