package io.coracle.search;

/** Another process, or another {@link SearchIndex} of this one, is changing the index. */
public final class IndexLockedException extends SearchException {

    private static final long serialVersionUID = 1;

    IndexLockedException(String message, Throwable cause) {
        super(message, cause);
    }
}
