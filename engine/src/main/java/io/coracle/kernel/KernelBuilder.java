package io.coracle.kernel;

import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes a kernel statement by statement. Variables and buffers are numbered in the order they are asked for, so that the same
 * calls give equal kernels.
 */
public final class KernelBuilder {
    private final String name;
    private final List<Buffer> buffers = new ArrayList<>();
    private final List<Buffer> locals = new ArrayList<>();
    private final List<Var> parameters = new ArrayList<>();
    private List<Stmt> block = new ArrayList<>();
    private int variables;
    private int bufferIds;

    public KernelBuilder(String name) {
        this.name = name;
    }

    public Buffer input(String called, DType dtype) {
        return buffer(called, dtype, Buffer.Role.INPUT, 0);
    }

    /** Packed weights that are read chunk by chunk (see {@link Buffer.Role#PACKED}). */
    public Buffer packed(String called, DType dtype, int chunk) {
        return buffer(called, dtype, Buffer.Role.PACKED, chunk);
    }

    public Buffer output(String called, DType dtype) {
        return buffer(called, dtype, Buffer.Role.OUTPUT, 0);
    }

    private Buffer buffer(String called, DType dtype, Buffer.Role role, int size) {
        Scalar.of(dtype);
        Buffer buffer = new Buffer(bufferIds++, called, dtype, role, size);
        buffers.add(buffer);
        return buffer;
    }

    /** Scratch memory of {@code size} elements, one copy a thread. */
    public Buffer local(String called, DType dtype, int size) {
        Buffer buffer = new Buffer(bufferIds++, called, dtype, Buffer.Role.LOCAL, size);
        locals.add(buffer);
        return buffer;
    }

    /** An integer that each call gives. */
    public Var parameter(String called) {
        Var parameter = variable(called, Type.I32);
        parameters.add(parameter);
        return parameter;
    }

    private Var variable(String called, Type type) {
        return new Var(variables++, called, type);
    }

    /** Names a value, so that it is computed once. */
    public Var let(String called, Expr value) {
        Expr named = shared(value);
        Var variable = variable(called, value.type());
        block.add(new Stmt.Let(variable, named));
        return variable;
    }

    /** Within one statement, an expression object that is used in several places is computed once. */
    private Expr shared(Expr value) {
        return Sharing.name(value, part -> {
            Var variable = variable("t", part.type());
            block.add(new Stmt.Let(variable, part));
            return variable;
        });
    }

    /** Names a value that {@link #assign} changes; the same as {@link #let} to the machine, not to the reader. */
    public Var accumulator(String called, Expr start) {
        return let(called, start);
    }

    public void assign(Var accumulator, Expr value) {
        block.add(new Stmt.Assign(accumulator, shared(value)));
    }

    public Expr load(Buffer buffer, Expr index) {
        return load(buffer, index, 1);
    }

    public Expr load(Buffer buffer, Expr index, int lanes) {
        return new Expr.Load(buffer, index, lanes, Optional.empty());
    }

    /** Loads the first {@code active} lanes; the others are zero. */
    public Expr load(Buffer buffer, Expr index, int lanes, Expr active) {
        return new Expr.Load(buffer, index, lanes, Optional.of(active));
    }

    public void store(Buffer buffer, Expr index, Expr value) {
        block.add(new Stmt.Store(buffer, index, shared(value), Optional.empty()));
    }

    /** Stores the first {@code active} lanes. */
    public void store(Buffer buffer, Expr index, Expr value, Expr active) {
        block.add(new Stmt.Store(buffer, index, shared(value), Optional.of(active)));
    }

    public void require(Expr condition, String message) {
        block.add(new Stmt.Require(shared(condition), message));
    }

    /** A loop from 0 to {@code extent} that threads may share; the last statement of the kernel. */
    public void parallel(Expr extent, Consumer<Expr> body) {
        loop("p", Expr.i32(0), extent, 1, Mode.PARALLEL, body);
    }

    /** A loop from 0 to {@code extent}, in order. */
    public void serial(Expr extent, Consumer<Expr> body) {
        loop("i", Expr.i32(0), extent, 1, Mode.SERIAL, body);
    }

    /** A loop from 0 to {@code extent} whose iterations are independent but for reductions (see {@link Mode#VECTOR}). */
    public void vector(Expr extent, Consumer<Expr> body) {
        loop("v", Expr.i32(0), extent, 1, Mode.VECTOR, body);
    }

    public void loop(String called, Expr start, Expr end, int step, Mode mode, Consumer<Expr> body) {
        Var variable = variable(called, Type.I32);
        List<Stmt> outer = block;
        block = new ArrayList<>();
        body.accept(variable);
        outer.add(new Stmt.For(variable, start, end, step, mode, block));
        block = outer;
    }

    public void when(Expr condition, Runnable then) {
        when(condition, then, () -> {});
    }

    public void when(Expr condition, Runnable then, Runnable otherwise) {
        List<Stmt> outer = block;
        block = new ArrayList<>();
        then.run();
        List<Stmt> yes = block;
        block = new ArrayList<>();
        otherwise.run();
        outer.add(new Stmt.If(condition, yes, block));
        block = outer;
    }

    /** Throws {@link IllegalStateException} when the kernel breaks a rule of the IR. */
    public Kernel build() {
        Kernel kernel = new Kernel(name, buffers, locals, parameters, block);
        Verifier.verify(kernel);
        return kernel;
    }
}
