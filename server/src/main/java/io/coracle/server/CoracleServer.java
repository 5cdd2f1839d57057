package io.coracle.server;

import io.coracle.server.connection.GuardedHttp;
import io.coracle.server.connection.OpenFiles;
import io.coracle.server.health.HealthFeature;
import io.coracle.server.http.Bodies;
import io.coracle.server.http.Errors;
import io.coracle.server.index.IndexFeature;
import io.coracle.server.inference.InferenceQueue;
import io.coracle.server.models.ModelStore;
import io.coracle.server.observe.ObserveConfig;
import io.coracle.server.observe.ObserveFeature;
import io.coracle.server.openai.EmbeddingsRoute;
import io.coracle.server.openai.ModelsRoute;
import io.coracle.server.openapi.OpenApiFeature;
import io.coracle.server.security.SecurityConfig;
import io.coracle.server.security.SecurityFeature;
import io.coracle.server.site.SiteFeature;
import io.coracle.server.tei.ClassifyRoutes;
import io.coracle.server.tei.EmbedRoutes;
import io.coracle.server.tei.InfoRoute;
import io.coracle.server.tei.TokenRoutes;
import io.coracle.server.texts.Inference;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

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

    private final ServerConfig config;
    private final Readiness readiness = new Readiness();
    private final ModelStore models;
    private final InferenceQueue queue;
    private final List<Feature> features;
    private final WebServer http;

    private CoracleServer(Settings settings) {
        config = ServerConfig.of(settings);
        SecurityConfig security = SecurityConfig.of(settings, config.host());
        security.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
        models = new ModelStore(config);
        // The model is loaded while the rest is put together.
        FutureTask<Void> warmUp = new FutureTask<>(models::warmUp, null);
        Thread.ofPlatform().name("warm-up").start(warmUp);
        ObserveFeature observer = new ObserveFeature(ObserveConfig.of(settings));
        queue = new InferenceQueue(config.threads(), config.maxQueuedTokens(), observer.queueListener());
        observer.watch(queue, models);
        Services services = new Services(settings, config, readiness, new Bodies(config.maxBodyBytes()), new Inference(config, models, queue));
        SecurityFeature guard = new SecurityFeature(security, this::isOpen);
        features = List.of(observer, guard, new HealthFeature(readiness), new EmbedRoutes(services), new ClassifyRoutes(services),
            new TokenRoutes(services), new InfoRoute(services), new EmbeddingsRoute(services), new ModelsRoute(services),
            new IndexFeature(services),
            new OpenApiFeature(), new SiteFeature(services));
        HelidonServices.useNone();
        HttpRouting.Builder routing = HttpRouting.builder();
        Errors.register(routing);
        features.forEach(feature -> feature.register(routing));
        WebServerConfig.Builder builder = WebServer.builder().host(config.host()).port(config.port()).shutdownHook(false).routing(routing)
            .directHandlers(Errors.direct()).maxTcpConnections(OpenFiles.connections(config.maxConnections()))
            .maxConcurrentRequests(config.maxRequests()).shutdownGracePeriod(config.shutdownTimeout());
        GuardedHttp.install(builder, config.requestTimeout(), config.idleTimeout());
        guard.secure(builder);
        http = builder.build();
        try {
            http.start();
            // Helidon logs what goes wrong here, and goes on.
            if (!http.isRunning()) {
                throw new SettingsException("cannot listen on " + config.host() + " port " + config.port()
                    + ": it is in use, or no address of this machine, or not permitted");
            }
            guard.keepSecure(http);
            await(warmUp);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
        readiness.become(Readiness.State.READY);
    }

    /** Starts to listen, and returns when requests are welcome. Throws {@link SettingsException} when a setting makes no sense. */
    public static CoracleServer start(Settings settings) {
        return new CoracleServer(settings);
    }

    private static void await(FutureTask<Void> task) {
        try {
            task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the model was loaded", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    /** Where it is reached. */
    public URI address() {
        String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
        return URI.create((http.hasTls() ? "https" : "http") + "://" + host + ":" + port());
    }

    private boolean isOpen(String path) {
        return features.stream().anyMatch(feature -> feature.isOpen(path));
    }

    /** What it does, for tests that look at it as a whole. */
    List<Feature> features() {
        return features;
    }

    /** The port it listens on. */
    public int port() {
        return http.port();
    }

    /** Takes no more requests, answers those it took, gives everything back. */
    @Override
    public void close() {
        readiness.become(Readiness.State.STOPPING);
        http.stop();
        queue.close();
        features.reversed().forEach(Feature::close);
        models.close();
    }
}
