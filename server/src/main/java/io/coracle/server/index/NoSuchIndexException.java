package io.coracle.server.index;

/** There is no index with the name that was asked for. */
public final class NoSuchIndexException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoSuchIndexException(IndexName name) {
        super("there is no index \"" + name + "\"; adding a document makes one");
    }
}
