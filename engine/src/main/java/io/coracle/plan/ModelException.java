package io.coracle.plan;

/**
 * A model cannot be run as it was asked: an operator is unknown, operands do not fit, or an input is missing or of the wrong type.
 * The message names the node or input, what was found and what was expected.
 */
public final class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
