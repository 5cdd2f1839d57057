package io.coracle.search.extract;

/** A file whose text cannot be read: damaged, protected by a password, or not what its name says. */
public final class ExtractionException extends Exception {

    private static final long serialVersionUID = 1;

    public ExtractionException(String message) {
        super(message);
    }

    public ExtractionException(String message, Throwable cause) {
        super(message, cause);
    }
}
