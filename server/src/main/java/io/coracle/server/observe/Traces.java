package io.coracle.server.observe;

import io.coracle.server.observe.Timeline.Phase;
import io.helidon.http.HeaderNames;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Sends a span for each request, with one inside for each of its phases, to a collector. Spans are made when the request is over: until
 * then tracing costs nothing. A request that names a trace ({@code traceparent}) becomes part of it.
 */
final class Traces implements Observer, AutoCloseable {
    private static final long MICROS_PER_MILLI = 1000;

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final Propagator propagator;

    /** To the collector at a base address, as {@code OTEL_EXPORTER_OTLP_ENDPOINT} names it. */
    Traces(URI collector, String serviceName) {
        String base = collector.toString();
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder().setEndpoint((base.endsWith("/") ? base : base + "/") + "v1/traces").build();
        provider = SdkTracerProvider.builder().addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
            .setResource(Resource.getDefault().merge(Resource.create(Attributes.builder().put("service.name", serviceName).build()))).build();
        io.opentelemetry.api.trace.Tracer otel = provider.get("io.coracle.server");
        tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), _ -> {
        });
        propagator = new OtelPropagator(ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
    }

    @Override
    public void answered(Exchange exchange) {
        long end = exchange.endMillis() * MICROS_PER_MILLI;
        long start = end - TimeUnit.NANOSECONDS.toMicros(exchange.timeline().total());
        Span request = propagator.extract(exchange.headers(), (headers, name) -> headers.first(HeaderNames.create(name)).orElse(null))
            .kind(Span.Kind.SERVER)
            .name(exchange.method() + exchange.route().map(route -> " " + route).orElse(""))
            .tag("http.request.method", exchange.method())
            .tag("http.route", exchange.route().orElse(""))
            .tag("http.response.status_code", (long) exchange.status())
            .startTimestamp(start, TimeUnit.MICROSECONDS).start();
        for (Phase phase : Phase.values()) {
            if (exchange.timeline().nanos(phase) > 0) {
                phase(phase, exchange.timeline(), start, request.context());
            }
        }
        request.end(end, TimeUnit.MICROSECONDS);
    }

    private void phase(Phase phase, Timeline timeline, long start, TraceContext parent) {
        long began = start + TimeUnit.NANOSECONDS.toMicros(timeline.offset(phase));
        tracer.spanBuilder().setParent(parent).name(phase.name().toLowerCase(Locale.ROOT)).startTimestamp(began, TimeUnit.MICROSECONDS).start()
            .end(began + TimeUnit.NANOSECONDS.toMicros(timeline.nanos(phase)), TimeUnit.MICROSECONDS);
    }

    /** Sends what was not sent yet, for as long as ten seconds. */
    @Override
    public void close() {
        provider.shutdown().join(10, TimeUnit.SECONDS);
    }
}
