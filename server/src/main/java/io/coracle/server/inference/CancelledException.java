package io.coracle.server.inference;

/** Nobody waits for the result any more, or the server is stopping. */
public final class CancelledException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CancelledException(String message) {
        super(message, null, false, false);
    }
}
