package io.coracle.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the core of the server is told: where it listens, what it serves, how much it takes.
 *
 * @param host the address to listen on
 * @param port the port, 0 for any that is free
 * @param model the model for requests that name none: a folder or a file; empty for all-MiniLM-L6-v2
 * @param modelsFolder each folder in it is one more model, loaded when a request first names it
 * @param modelMemory bytes that loaded models may take together; the least recently used goes first
 * @param threads texts that are computed at the same time
 * @param maxTokens tokens of a text that count, special ones included; 0 for as many as the model takes
 * @param truncate whether longer texts are cut, or else refused, where a request does not say
 * @param maxBodyBytes the longest body
 * @param maxTexts the most texts in one request
 * @param maxQueuedTokens the most tokens that may wait, of all clients; what would be more is refused with 429
 * @param maxConnections the most connections at a time
 * @param maxRequests the most requests at a time
 * @param requestTimeout how long a client may take to send a request
 * @param idleTimeout how long a connection may stay without a request
 * @param shutdownTimeout how long requests that were taken may still take when the server is told to stop
 */
public record ServerConfig(String host, int port, Optional<Path> model, Optional<Path> modelsFolder, long modelMemory, int threads,
                           int maxTokens, boolean truncate, long maxBodyBytes, int maxTexts, int maxQueuedTokens,
                           int maxConnections, int maxRequests, Duration requestTimeout, Duration idleTimeout,
                           Duration shutdownTimeout) {

    private static final Setting HOST = Setting.of("host", "ADDRESS", "127.0.0.1", "the address to listen on");
    private static final Setting PORT = Setting.of("port", "N", "3000", "the port to listen on, 0 for any that is free")
        .inEnvironment("PORT");
    private static final Setting MODEL = Setting.of("model", "PATH", "", "a folder in Hugging Face layout or an ONNX file; "
        + "without it, all-MiniLM-L6-v2, which comes with Coracle").inEnvironment("MODEL_PATH");
    private static final Setting MODELS_FOLDER = Setting.of("models-folder", "PATH", "",
        "each folder in it is a model that requests may name; loaded when first asked for");
    private static final Setting MODEL_MEMORY = Setting.of("model-memory", "BYTES", "2g",
        "what loaded models may take together; the least recently used is let go first");
    private static final Setting THREADS = Setting.of("threads", "N", "0", "texts computed at the same time; 0 for one a processor")
        .inEnvironment("THREADS");
    private static final Setting MAX_TOKENS = Setting.of("max-tokens", "N", "0",
        "tokens of a text that count; 0 for as many as the model takes").inEnvironment("CTX_SIZE");
    private static final Setting TRUNCATE = Setting.of("truncate", "true|false", "true",
        "whether texts with more tokens are cut, or else refused, where a request does not say");
    private static final Setting MAX_BODY = Setting.of("max-body", "BYTES", "8m", "the longest request body");
    private static final Setting MAX_TEXTS = Setting.of("max-texts", "N", "2048", "the most texts in one request")
        .inEnvironment("BATCH_SIZE");
    private static final Setting MAX_QUEUED_TOKENS = Setting.of("max-queued-tokens", "N", "1m",
        "the most tokens that wait for a thread; beyond that, requests are refused with 429");
    private static final Setting MAX_CONNECTIONS = Setting.of("max-connections", "N", "20000",
        "the most connections at a time; fewer where the system lets the process open fewer files");
    private static final Setting MAX_REQUESTS = Setting.of("max-requests", "N", "4096", "the most requests at a time");
    private static final Setting REQUEST_TIMEOUT = Setting.of("request-timeout", "SECONDS", "30",
        "how long a client may take to send a request");
    private static final Setting IDLE_TIMEOUT = Setting.of("idle-timeout", "SECONDS", "60",
        "how long a connection may stay without a request");
    private static final Setting SHUTDOWN_TIMEOUT = Setting.of("shutdown-timeout", "SECONDS", "30",
        "how long requests under way may take when the server is told to stop");

    static final List<Setting> SETTINGS = List.of(HOST, PORT, MODEL, MODELS_FOLDER, MODEL_MEMORY, THREADS, MAX_TOKENS, TRUNCATE, MAX_BODY,
        MAX_TEXTS, MAX_QUEUED_TOKENS, MAX_CONNECTIONS, MAX_REQUESTS, REQUEST_TIMEOUT, IDLE_TIMEOUT, SHUTDOWN_TIMEOUT);

    /** Throws {@link SettingsException} when a value makes no sense. */
    public static ServerConfig of(Settings settings) {
        int threads = settings.count(THREADS, 0, 1024);
        return new ServerConfig(settings.text(HOST), settings.count(PORT, 0, 65535), settings.path(MODEL), settings.path(MODELS_FOLDER),
            settings.number(MODEL_MEMORY, 1, Long.MAX_VALUE), threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
            settings.count(MAX_TOKENS, 0, 1 << 20), settings.flag(TRUNCATE), settings.number(MAX_BODY, 1, 1 << 30),
            settings.count(MAX_TEXTS, 1, 1 << 20), settings.count(MAX_QUEUED_TOKENS, 1, 1 << 30),
            settings.count(MAX_CONNECTIONS, 1, 1 << 20), settings.count(MAX_REQUESTS, 1, 1 << 20), settings.seconds(REQUEST_TIMEOUT),
            settings.seconds(IDLE_TIMEOUT), settings.seconds(SHUTDOWN_TIMEOUT));
    }
}
