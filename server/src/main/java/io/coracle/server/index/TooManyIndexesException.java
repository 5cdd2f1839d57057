package io.coracle.server.index;

/** One more index than the server may keep. */
public final class TooManyIndexesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManyIndexesException(int limit) {
        super("there are " + limit + " indexes already, as many as this server keeps; delete one first");
    }
}
