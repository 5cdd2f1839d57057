package io.coracle.server.inference;

/** Too many tokens wait already. */
public final class QueueFullException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int retryAfterSeconds;
    private final boolean everPossible;

    QueueFullException(long cost, long limit, int retryAfterSeconds) {
        super(cost > limit ? "the request costs " + cost + " tokens, more than the " + limit + " that may wait: send fewer texts at a time"
            : "the server is overloaded: try again in " + retryAfterSeconds + " s", null, false, false);
        this.retryAfterSeconds = retryAfterSeconds;
        this.everPossible = cost <= limit;
    }

    /** When there will be room, about. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /** False when the request would not fit into an empty queue either. */
    public boolean everPossible() {
        return everPossible;
    }
}
