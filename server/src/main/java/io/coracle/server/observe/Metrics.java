package io.coracle.server.observe;

import io.coracle.jvm.JvmBackends;
import io.coracle.server.inference.InferenceQueue;
import io.coracle.server.inference.InferenceQueue.Load;
import io.coracle.server.inference.QueueListener;
import io.coracle.server.models.ModelStore;
import io.coracle.server.observe.Timeline.Phase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What the server counts and times, in the form that Prometheus reads. */
final class Metrics implements Observer, QueueListener, AutoCloseable {
    private static final Duration[] BOUNDS = {Duration.ofNanos(500_000), Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5),
        Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200),
        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10),
        Duration.ofSeconds(30)};

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<RequestKind, Timer> requests = new ConcurrentHashMap<>();
    private final Map<Phase, Timer> phases = new EnumMap<>(Phase.class);
    private final Timer queueWait = timer("coracle.queue.wait", "From when a text was taken to when a thread began to compute it").register(registry);
    private final Timer compute = timer("coracle.compute", "One text on one thread").register(registry);
    private final DistributionSummary texts = DistributionSummary.builder("coracle.request.texts").description("Texts in a request")
        .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048).register(registry);
    private final DistributionSummary tokens = DistributionSummary.builder("coracle.request.tokens").description("Tokens in a request")
        .serviceLevelObjectives(16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144).register(registry);
    private final Counter computed = Counter.builder("coracle.tokens").description("Tokens that were computed").register(registry);
    private final Counter refused = Counter.builder("coracle.requests.refused").description("Requests refused because the queue was full")
        .register(registry);
    private JvmGcMetrics garbageCollection;

    /** What requests are told apart by: few enough values that nobody can fill the memory by asking. */
    private record RequestKind(String method, String route, int status) {
    }

    Metrics() {
        for (Phase phase : Phase.values()) {
            phases.put(phase, timer("coracle.request.phase", "Requests, by phase").tag("phase", phase.name().toLowerCase(Locale.ROOT))
                .register(registry));
        }
        gauge("coracle.arena.bytes", "Off-heap memory that models hold: arenas and packed weights", this, _ -> JvmBackends.memoryInUse());
    }

    private static Timer.Builder timer(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(BOUNDS);
    }

    private <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value).description(description).strongReference(true).register(registry);
    }

    /** Reports from now on how full the queue is and what is loaded. */
    void watch(InferenceQueue queue, ModelStore models) {
        load("coracle.queue.texts", "Texts that wait for a thread", queue, Load::texts);
        load("coracle.queue.tokens", "Tokens of the texts that wait", queue, Load::tokens);
        load("coracle.queue.admitted.tokens", "Tokens of all requests that have not been answered yet", queue, Load::admitted);
        load("coracle.queue.limit.tokens", "Tokens beyond which requests are refused", queue, Load::limit);
        load("coracle.queue.clients", "Clients that wait", queue, Load::clients);
        gauge("coracle.models.loaded", "Models that are loaded", models, m -> m.loadedNames().size());
        gauge("coracle.models.bytes", "About what the loaded models take", models, ModelStore::memory);
    }

    private void load(String name, String description, InferenceQueue queue, ToDoubleFunction<Load> value) {
        gauge(name, description, queue, q -> value.applyAsDouble(q.load()));
    }

    @Override
    public void answered(Exchange exchange) {
        RequestKind kind = new RequestKind(exchange.method(), exchange.route().orElse("none"), exchange.status());
        requests.computeIfAbsent(kind, this::requestTimer).record(exchange.timeline().total(), TimeUnit.NANOSECONDS);
        for (Phase phase : Phase.values()) {
            long nanos = exchange.timeline().nanos(phase);
            if (nanos > 0) {
                phases.get(phase).record(nanos, TimeUnit.NANOSECONDS);
            }
        }
    }

    private Timer requestTimer(RequestKind kind) {
        return timer("http.server.requests", "Requests, from when their head was read to when their response was sent")
            .tags("method", kind.method(), "uri", kind.route(), "status", Integer.toString(kind.status())).register(registry);
    }

    @Override
    public void admitted(int textsOfRequest, long tokensOfRequest) {
        texts.record(textsOfRequest);
        tokens.record(tokensOfRequest);
    }

    @Override
    public void refused() {
        refused.increment();
    }

    @Override
    public void computed(int tokensOfText, long waitNanos, long computeNanos) {
        queueWait.record(waitNanos, TimeUnit.NANOSECONDS);
        compute.record(computeNanos, TimeUnit.NANOSECONDS);
        computed.increment(tokensOfText);
    }

    /** Everything, in Prometheus' text format. */
    synchronized String text() {
        if (garbageCollection == null) {
            // Not at start: the JVM takes a while to set these up, and nobody looks before the first answer.
            new JvmMemoryMetrics().bindTo(registry);
            new ProcessorMetrics().bindTo(registry);
            new UptimeMetrics().bindTo(registry);
            garbageCollection = new JvmGcMetrics();
            garbageCollection.bindTo(registry);
        }
        return registry.scrape();
    }

    @Override
    public synchronized void close() {
        if (garbageCollection != null) {
            garbageCollection.close();
        }
        registry.close();
    }
}
