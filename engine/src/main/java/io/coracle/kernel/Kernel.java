package io.coracle.kernel;

import io.coracle.kernel.Expr.Var;
import java.util.List;
import java.util.Optional;

/**
 * A function over buffers and integers. Immutable and comparable: equal kernels compile to the same code, so a backend needs to
 * compile each only once.
 *
 * @param buffers what a call binds to memory, in order
 * @param locals scratch memory, one copy a thread
 * @param parameters i32 scalars that a call gives, in order
 */
public record Kernel(String name, List<Buffer> buffers, List<Buffer> locals, List<Var> parameters, List<Stmt> body) {
    public Kernel {
        buffers = List.copyOf(buffers);
        locals = List.copyOf(locals);
        parameters = List.copyOf(parameters);
        body = List.copyOf(body);
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
}
