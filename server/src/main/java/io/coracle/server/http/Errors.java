package io.coracle.server.http;

import io.coracle.json.JsonWriter;
import io.coracle.server.http.ApiException.Kind;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Turns what goes wrong into answers. The body has the form of whoever is asked: {@code {"error": {"message", "type", "code"}}} as
 * OpenAI's clients read it below {@code /v1/}, and {@code {"error", "error_type"}} as Text Embeddings Inference has it elsewhere.
 */
public final class Errors {

    private static final System.Logger LOG = System.getLogger(Errors.class.getName());

    private Errors() {}

    /** Answers exceptions of handlers. */
    public static void register(HttpRouting.Builder routing) {
        routing.error(ApiException.class, Errors::send);
        routing.error(CloseConnectionException.class, (_, _, e) -> {
            throw e;
        });
        routing.error(RequestException.class, (_, _, e) -> {
            throw e;
        });
        routing.error(HttpException.class, (request, response, e) ->
            send(request, response, new ApiException(kindOf(e.status().code()), message(e.status(), e.getMessage()))));
        routing.error(Throwable.class, (request, response, e) -> {
            if (e instanceof UncheckedIOException && (e.getCause() instanceof SocketException || e.getCause() instanceof ClosedChannelException)) {
                throw new CloseConnectionException("the client is gone", e);
            }
            // No message: it could repeat what is in the request.
            LOG.log(System.Logger.Level.ERROR, "a request failed inside the server: " + e.getClass().getName() + where(e));
            send(request, response, new ApiException(Kind.INTERNAL, "something went wrong inside the server"));
        });
    }

    /** Answers requests that are too broken to reach a handler. */
    public static DirectHandlers direct() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, (request, _, status, headers, message) -> {
                ServerResponseHeaders answer = ServerResponseHeaders.create(headers);
                answer.set(HeaderNames.CONTENT_TYPE, "application/json");
                // More requests at a time than the server takes: the clients of this interface know another status for that.
                boolean overloaded = status.code() == Status.SERVICE_UNAVAILABLE_503.code();
                if (overloaded) {
                    answer.set(HeaderNames.RETRY_AFTER, "1");
                }
                byte[] body = overloaded ? body(request.path(), Kind.OVERLOADED, "Model is overloaded: too many requests at a time")
                    : body(request.path(), kindOf(status.code()), message(status, message));
                return DirectHandler.TransportResponse.builder().status(overloaded ? Status.create(Kind.OVERLOADED.status()) : status)
                    .headers(answer).entity(body).build();
            });
        }
        return handlers.build();
    }

    /** What to tell: Helidon's own message quotes the request at most in part, and escaped. */
    private static String message(Status status, String own) {
        if (status.code() == Kind.NOT_FOUND.status()) {
            return "there is nothing at this address";
        }
        return status.code() < 500 && own != null && !own.isBlank() ? own : status.reasonPhrase();
    }

    private static Kind kindOf(int status) {
        for (Kind kind : Kind.values()) {
            if (kind.status() == status) {
                return kind;
            }
        }
        return status >= 500 ? Kind.INTERNAL : Kind.SYNTAX;
    }

    /** Sends an error; a response that was begun is cut off instead, so that no client takes it for a whole one. */
    public static void send(ServerRequest request, ServerResponse response, ApiException e) {
        if (response.isSent()) {
            throw new CloseConnectionException("failed in the middle of a response", e);
        }
        response.status(Status.create(e.kind().status()));
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        e.retryAfterSeconds().ifPresent(seconds -> response.header(HeaderNames.RETRY_AFTER, Integer.toString(seconds)));
        if (e.kind() == Kind.UNAUTHORIZED) {
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        if (!request.content().consumed()) {
            // Reading a body that nobody wants could take as long as the client likes.
            response.header(HeaderNames.CONNECTION, "close");
        }
        response.send(body(request.path().rawPath(), e.kind(), e.getMessage()));
    }

    private static byte[] body(String path, Kind kind, String message) {
        JsonWriter json = new JsonWriter().beginObject();
        if (path.startsWith("/v1/")) {
            json.name("error").beginObject().name("message").value(message).name("type").value(openAiType(kind))
                .name("param").nullValue().name("code").value(kind.name().toLowerCase(Locale.ROOT)).endObject();
        } else {
            json.name("error").value(message).name("error_type").value(kind.type());
        }
        return json.endObject().toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String openAiType(Kind kind) {
        return switch (kind) {
            case UNAUTHORIZED -> "authentication_error";
            case OVERLOADED -> "rate_limit_exceeded";
            case BACKEND, UNHEALTHY, INTERNAL -> "server_error";
            default -> "invalid_request_error";
        };
    }

    private static String where(Throwable e) {
        StringBuilder lines = new StringBuilder();
        for (StackTraceElement element : e.getStackTrace()) {
            lines.append("\n    at ").append(element);
        }
        Optional.ofNullable(e.getCause()).ifPresent(cause -> lines.append("\n  caused by ").append(cause.getClass().getName()).append(where(cause)));
        return lines.toString();
    }
}
