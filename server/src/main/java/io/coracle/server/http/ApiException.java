package io.coracle.server.http;

import java.util.OptionalInt;

/** A request that cannot be answered as asked; the message tells the client what was wrong and what would be right. */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What went wrong, by the names that Text Embeddings Inference gives them. */
    public enum Kind {
        /** The request is not what the route takes. */
        VALIDATION(422, "Validation"),
        /** The body is no JSON at all. */
        SYNTAX(400, "Validation"),
        /** Something that must have elements has none. */
        EMPTY(400, "Empty"),
        /** More than the server takes in one request. */
        TOO_LARGE(413, "Validation"),
        /** The text or the tokens are not what the model's tokenizer takes. */
        TOKENIZER(422, "Tokenizer"),
        /** The model cannot do this, or failed to. */
        BACKEND(424, "Backend"),
        /** Too much is waiting. */
        OVERLOADED(429, "Overloaded"),
        /** There is no such thing. */
        NOT_FOUND(404, "NotFound"),
        /** There is something else already, or it is in use. */
        CONFLICT(409, "Conflict"),
        /** Whoever asks may not. */
        UNAUTHORIZED(401, "Unauthorized"),
        /** Nobody who asks from there may. */
        FORBIDDEN(403, "Forbidden"),
        /** The client took too long. */
        TIMEOUT(408, "Timeout"),
        /** The server cannot answer now. */
        UNHEALTHY(503, "Unhealthy"),
        /** The server is at fault. */
        INTERNAL(500, "Internal");

        private final int status;
        private final String type;

        Kind(int status, String type) {
            this.status = status;
            this.type = type;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        /** What stands in {@code error_type}. */
        public String type() {
            return type;
        }
    }

    private final Kind kind;
    private final int retryAfterSeconds;

    private ApiException(Kind kind, String message, int retryAfterSeconds) {
        // Clients cause these; what they cost must not depend on how deep the stack is.
        super(message, null, false, false);
        this.kind = kind;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** With a message for the client. */
    public ApiException(Kind kind, String message) {
        this(kind, message, 0);
    }

    /** Too much is waiting; the client may try again after so many seconds. */
    public static ApiException overloaded(String message, int retryAfterSeconds) {
        return new ApiException(Kind.OVERLOADED, message, Math.max(1, retryAfterSeconds));
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }

    /** When to try again. */
    public OptionalInt retryAfterSeconds() {
        return retryAfterSeconds > 0 ? OptionalInt.of(retryAfterSeconds) : OptionalInt.empty();
    }
}
