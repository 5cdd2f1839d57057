package io.coracle.op;

/** An operator cannot do what a model asks: operands or attributes that do not fit it, or a form that it does not support. */
public final class OperatorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public OperatorException(String message) {
        super(message);
    }

    public OperatorException(String message, Throwable cause) {
        super(message, cause);
    }
}
