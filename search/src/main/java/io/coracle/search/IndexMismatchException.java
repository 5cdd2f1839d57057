package io.coracle.search;

/** An index that was made by another model, with other settings, or by another version of this library. */
public final class IndexMismatchException extends SearchException {

    private static final long serialVersionUID = 1;

    IndexMismatchException(String message) {
        super(message);
    }
}
