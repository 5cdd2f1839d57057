package io.coracle.server.observe;

import io.coracle.server.Feature;
import io.coracle.server.inference.InferenceQueue;
import io.coracle.server.inference.QueueListener;
import io.coracle.server.models.ModelStore;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Watches every request, those that are refused too, and answers {@code GET /metrics}. */
public final class ObserveFeature implements Feature {
    private static final Header PROMETHEUS = HeaderValues.create(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");

    private final Metrics metrics = new Metrics();
    private final Optional<Traces> traces;
    private final List<Observer> observers = new ArrayList<>();

    public ObserveFeature(ObserveConfig config) {
        traces = config.tracesTo().map(collector -> new Traces(collector, config.serviceName()));
        observers.add(metrics);
        traces.ifPresent(observers::add);
        if (config.logRequests()) {
            observers.add(new RequestLog());
        }
    }

    /** To be told by the queue what it does. */
    public QueueListener queueListener() {
        return metrics;
    }

    /** Reports from now on how full the queue is and what is loaded. */
    public void watch(InferenceQueue queue, ModelStore models) {
        metrics.watch(queue, models);
    }

    @Override
    public void register(HttpRouting.Builder routing) {
        routing.addFilter(this::observe);
        routing.get("/metrics", (_, response) -> {
            response.header(PROMETHEUS);
            response.send(metrics.text().getBytes(StandardCharsets.UTF_8));
        });
    }

    private void observe(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        Timeline timeline = Timeline.begin();
        try {
            timeline.run(chain::proceed);
        } finally {
            // What takes any path has an empty pattern.
            Optional<String> route = request.matchingPattern().filter(pattern -> !pattern.isEmpty());
            Exchange exchange = new Exchange(request.prologue().method().text(), route, request.path().rawPath(),
                request.headers(), response.status().code(), response.bytesWritten(), System.currentTimeMillis(), timeline);
            observers.forEach(observer -> observer.answered(exchange));
        }
    }

    @Override
    public void close() {
        metrics.close();
        traces.ifPresent(Traces::close);
    }
}
