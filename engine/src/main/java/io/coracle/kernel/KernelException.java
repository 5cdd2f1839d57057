package io.coracle.kernel;

/** A kernel's {@link Stmt.Require} did not hold: the data given to a model is outside what an operator accepts. */
public final class KernelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public KernelException(String message) {
        super(message);
    }
}
