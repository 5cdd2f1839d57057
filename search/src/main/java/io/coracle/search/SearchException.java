package io.coracle.search;

/** Something about an index went wrong; the message says what, where, and what to do. */
public class SearchException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public SearchException(String message) {
        super(message);
    }

    public SearchException(String message, Throwable cause) {
        super(message, cause);
    }
}
