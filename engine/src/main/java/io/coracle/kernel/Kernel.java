package io.coracle.kernel;

import io.coracle.kernel.Expr.Var;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A function over buffers and integers. Immutable and comparable: equal kernels compile to the same code, so a backend needs to
 * compile each only once.
 */
public final class Kernel {
    private final String name;
    private final List<Buffer> buffers;
    private final List<Buffer> locals;
    private final List<Var> parameters;
    private final List<Stmt> body;
    /** Computed once: kernels are keys of many maps, and their code is long. */
    private final int hash;

    /**
     * @param buffers what a call binds to memory, in order
     * @param locals scratch memory, one copy a thread
     * @param parameters i32 scalars that a call gives, in order
     */
    public Kernel(String name, List<Buffer> buffers, List<Buffer> locals, List<Var> parameters, List<Stmt> body) {
        this.name = name;
        this.buffers = List.copyOf(buffers);
        this.locals = List.copyOf(locals);
        this.parameters = List.copyOf(parameters);
        this.body = List.copyOf(body);
        this.hash = Objects.hash(name, this.buffers, this.locals, this.parameters, this.body);
    }

    public String name() {
        return name;
    }

    public List<Buffer> buffers() {
        return buffers;
    }

    public List<Buffer> locals() {
        return locals;
    }

    public List<Var> parameters() {
        return parameters;
    }

    public List<Stmt> body() {
        return body;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Kernel kernel && hash == kernel.hash && name.equals(kernel.name)
            && buffers.equals(kernel.buffers) && locals.equals(kernel.locals) && parameters.equals(kernel.parameters)
            && body.equals(kernel.body);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The loop that threads may share: the last statement, if it is marked so. What stands before it only names values. */
    public Optional<Stmt.For> parallelLoop() {
        return !body.isEmpty() && body.getLast() instanceof Stmt.For loop && loop.mode() == Stmt.Mode.PARALLEL
            ? Optional.of(loop) : Optional.empty();
    }

    /** This kernel with other statements and scratch memory. */
    public Kernel with(List<Buffer> newLocals, List<Stmt> newBody) {
        return new Kernel(name, buffers, newLocals, parameters, newBody);
    }

    /** The kernel as text; what tests compare and {@code inspect --dump kernels} shows. */
    public String print() {
        return new Printer().print(this);
    }

    @Override
    public String toString() {
        return print();
    }
}
