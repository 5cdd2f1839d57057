package io.coracle.server.observe;

import io.coracle.server.Setting;
import io.coracle.server.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/**
 * What is written down of the server's work.
 *
 * @param logRequests whether there is a line for each request: method, path, status, time
 * @param jsonLogs whether lines of the log are JSON
 * @param tracesTo where traces are sent by OTLP over HTTP; nowhere if empty
 * @param serviceName what the server is called in traces
 */
public record ObserveConfig(boolean logRequests, boolean jsonLogs, Optional<URI> tracesTo, String serviceName) {
    private static final Setting LOG_REQUESTS = Setting.of("log-requests", "true|false", "false",
        "write a line for each request: method, path, status, time; never what is in it").inEnvironment("ENABLE_LOG");
    private static final Setting LOG_FORMAT = Setting.of("log-format", "text|json", "text", "how lines of the log look");
    private static final Setting OTLP_ENDPOINT = Setting.of("otlp-endpoint", "URL", "",
        "where OpenTelemetry traces are sent by OTLP over HTTP, such as http://localhost:4318; nowhere without it")
        .inEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT");
    private static final Setting SERVICE_NAME = Setting.of("service-name", "NAME", "coracle", "what the server is called in traces")
        .inEnvironment("OTEL_SERVICE_NAME");

    public static final List<Setting> SETTINGS = List.of(LOG_REQUESTS, LOG_FORMAT, OTLP_ENDPOINT, SERVICE_NAME);

    /** Throws {@link io.coracle.server.SettingsException} when a value makes no sense. */
    public static ObserveConfig of(Settings settings) {
        boolean json = switch (settings.text(LOG_FORMAT)) {
            case "json" -> true;
            case "text" -> false;
            default -> throw settings.wrong(LOG_FORMAT, "text or json");
        };
        return new ObserveConfig(settings.flag(LOG_REQUESTS), json, settings.optional(OTLP_ENDPOINT).map(url -> endpoint(settings, url)),
            settings.text(SERVICE_NAME));
    }

    private static URI endpoint(Settings settings, String url) {
        try {
            URI uri = new URI(url);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Answered below, like another scheme.
        }
        throw settings.wrong(OTLP_ENDPOINT, "an address such as http://localhost:4318");
    }
}
