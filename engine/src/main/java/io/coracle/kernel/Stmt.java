package io.coracle.kernel;

import io.coracle.kernel.Expr.Var;
import java.util.List;
import java.util.Optional;

/** One step of a kernel. */
public sealed interface Stmt {
    /** Names a value. A variable that an {@link Assign} changes later is an accumulator and starts with this value. */
    record Let(Var variable, Expr value) implements Stmt {}

    /** Gives an accumulator, named by a {@link Let} of an enclosing block, a new value. */
    record Assign(Var variable, Expr value) implements Stmt {}

    /**
     * Writes the value's lanes to consecutive elements, narrowed to the buffer's element type: floats are rounded, integers lose
     * their high bits. With {@code active}, only that many lanes are written.
     */
    record Store(Buffer buffer, Expr index, Expr value, Optional<Expr> active) implements Stmt {}

    /** Repeats its body for {@code start}, {@code start + step} … below {@code end}. Bounds are computed once. */
    record For(Var variable, Expr start, Expr end, int step, Mode mode, List<Stmt> body) implements Stmt {
        public For {
            body = List.copyOf(body);
            if (step < 1) {
                throw new IllegalArgumentException("a loop's step must be positive, got " + step);
            }
        }
    }

    /** Runs one of two blocks. The condition is a boolean scalar. */
    record If(Expr condition, List<Stmt> then, List<Stmt> otherwise) implements Stmt {
        public If {
            then = List.copyOf(then);
            otherwise = List.copyOf(otherwise);
        }
    }

    /**
     * Notes a failure when the condition, a boolean scalar, does not hold; the kernel goes on, so what follows must stay inside
     * its buffers all the same. After the kernel has ended, the caller gets a {@link KernelException} with the message.
     */
    record Require(Expr condition, String message) implements Stmt {}

    /** How a loop may be run. */
    enum Mode {
        /** In order. */
        SERIAL,
        /** In order, with its body repeated in the code; both bounds are constants. */
        UNROLLED,
        /** Split over threads: iterations do not touch each other's elements. Only outermost, and one of a kernel. */
        PARALLEL,
        /**
         * In any order and any number at a time: iterations are independent of each other, except that accumulators of enclosing
         * blocks may be updated by {@code a = a op value} or {@code a = fma(x, y, a)}, whose order is then free.
         */
        VECTOR
    }
}
