package io.coracle.op.reduce;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.kernel.Type;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Writes code for one line of {@link Lines}. Code is written once and becomes vectors along the line or across lines. */
public abstract class Line {
    /** Lines that are done at a time where vectors lie across them. */
    static final int BLOCK = 512;

    /** The builder, for what is done with elements. */
    public final KernelBuilder k;
    private final List<Expr> extents;
    private final List<Expr> strides;

    private Line(KernelBuilder k, List<Expr> extents, List<Expr> strides) {
        this.k = k;
        this.extents = extents;
        this.strides = strides;
    }

    /** Work on one element. */
    @FunctionalInterface
    public interface Element {
        /**
         * @param at its index in a tensor of the whole shape
         * @param position its place in the line
         */
        void write(Expr at, Expr position);
    }

    /** A number for each line. */
    public interface State {
        /** Inside {@link #each} and {@link #once}. */
        Expr value();

        /** Inside {@link #each}: replaces the number by itself {@code op} another. */
        void update(BinaryOp op, Expr other);

        /** Inside {@link #each}: adds a product, with one rounding in f32. */
        void updateProduct(Expr a, Expr b);
    }

    private static Expr plusProduct(Expr sum, Expr a, Expr b) {
        return sum.type().scalar() == Scalar.F32 ? a.fma(b, sum) : sum.plus(a.times(b));
    }

    /** A number for each line that starts as a constant. */
    public abstract State state(String name, Expr start);

    /** A number for each line, computed from others. */
    public abstract State derive(String name, Supplier<Expr> value);

    /** Code that runs once for each line. */
    public abstract void once(Runnable code);

    /** Inside {@link #once}: the index of the line in a tensor that has one element for each. */
    public abstract Expr slot();

    /** Runs code for every element of the line, in any order. */
    public abstract void each(Element element);

    /** Runs code for every element of the line, from its start or from its end, one after the other. */
    public abstract void eachInOrder(boolean backward, Element element);

    /** A number in the register type of an element type. */
    public static Expr number(DType type, double value) {
        return Expr.like(new Expr.Const(new Type(Scalar.of(type), 1), 0), value);
    }

    /** Elements of the line. */
    public final Expr length() {
        Expr product = Expr.i32(1);
        for (Expr extent : extents) {
            product = product.times(extent);
        }
        return product;
    }

    /** Nested loops over all segments of the line but the innermost, whose start the code gets. */
    private void outer(int segment, Expr at, Expr position, Element inner) {
        if (segment == extents.size() - 1) {
            inner.write(at, position);
            return;
        }
        k.serial(extents.get(segment), i -> outer(segment + 1, k.let("at", at.plus(i.times(strides.get(segment)))),
            k.let("position", position.plus(i).times(extents.get(segment + 1))), inner));
    }

    private void ordered(Expr base, boolean backward, Element element) {
        k.serial(extents.getFirst(), i -> {
            Expr position = backward ? k.let("position", extents.getFirst().minus(1).minus(i)) : i;
            element.write(base.plus(position.times(strides.getFirst())), position);
        });
    }

    /** Vectors lie along the line. */
    static final class Along extends Line {
        private final Expr base;
        private final Expr line;

        Along(KernelBuilder k, List<Expr> extents, List<Expr> strides, Expr base, Expr line) {
            super(k, extents, strides);
            this.base = base;
            this.line = line;
        }

        private record Variable(KernelBuilder k, Expr.Var variable) implements State {
            @Override
            public Expr value() {
                return variable;
            }

            @Override
            public void update(BinaryOp op, Expr other) {
                k.assign(variable, new Expr.Binary(op, variable, other));
            }

            @Override
            public void updateProduct(Expr a, Expr b) {
                k.assign(variable, plusProduct(variable, a, b));
            }
        }

        @Override
        public State state(String name, Expr start) {
            return new Variable(k, k.accumulator(name, start));
        }

        @Override
        public State derive(String name, Supplier<Expr> value) {
            return new Variable(k, k.let(name, value.get()));
        }

        @Override
        public void once(Runnable code) {
            code.run();
        }

        @Override
        public Expr slot() {
            return line;
        }

        @Override
        public void each(Element element) {
            super.outer(0, base, Expr.i32(0), (at, position) ->
                k.vector(super.extents.getLast(), i -> element.write(at.plus(i), position.plus(i))));
        }

        @Override
        public void eachInOrder(boolean backward, Element element) {
            super.ordered(base, backward, element);
        }
    }

    /** Scratch memory of a kernel whose vectors lie across lines. */
    static final class Locals {
        private final KernelBuilder k;

        Locals(KernelBuilder k) {
            this.k = k;
        }

        Buffer make(String name, Expr like) {
            return k.local(name, switch (like.type().scalar()) {
                case F32 -> DType.F32;
                case F64 -> DType.F64;
                case I64 -> DType.I64;
                case I32, BOOL -> DType.I32;
            }, BLOCK);
        }
    }

    /** Vectors lie across a block of neighbouring lines; what there is one of for each line is in scratch memory. */
    static final class Across extends Line {
        private final Expr base;
        private final Expr firstSlot;
        private final Expr count;
        private final Locals locals;
        private Expr lane = Expr.i32(0);

        Across(KernelBuilder k, List<Expr> extents, List<Expr> strides, Expr base, Expr firstSlot, Expr count,
               Locals locals) {
            super(k, extents, strides);
            this.base = base;
            this.firstSlot = firstSlot;
            this.count = count;
            this.locals = locals;
        }

        private final class Cell implements State {
            private final Buffer buffer;

            Cell(Buffer buffer) {
                this.buffer = buffer;
            }

            @Override
            public Expr value() {
                return k.load(buffer, lane);
            }

            @Override
            public void update(BinaryOp op, Expr other) {
                k.store(buffer, lane, new Expr.Binary(op, value(), other));
            }

            @Override
            public void updateProduct(Expr a, Expr b) {
                k.store(buffer, lane, plusProduct(value(), a, b));
            }
        }

        private void lanes(Runnable code) {
            k.vector(count, i -> {
                lane = i;
                code.run();
            });
        }

        @Override
        public State state(String name, Expr start) {
            return derive(name, () -> start);
        }

        @Override
        public State derive(String name, Supplier<Expr> value) {
            List<Buffer> made = new ArrayList<>();
            lanes(() -> {
                Expr computed = value.get();
                made.add(locals.make(name, computed));
                k.store(made.getFirst(), lane, computed);
            });
            return new Cell(made.getFirst());
        }

        @Override
        public void once(Runnable code) {
            lanes(code);
        }

        @Override
        public Expr slot() {
            return firstSlot.plus(lane);
        }

        @Override
        public void each(Element element) {
            super.outer(0, base, Expr.i32(0), (at, position) -> k.loop("i", Expr.i32(0), super.extents.getLast(), 1, Mode.SERIAL, i -> {
                Expr row = k.let("row", at.plus(i.times(super.strides.getLast())));
                lanes(() -> element.write(row.plus(lane), position.plus(i)));
            }));
        }

        @Override
        public void eachInOrder(boolean backward, Element element) {
            super.ordered(base, backward, (at, position) -> {
                Expr row = k.let("row", at);
                lanes(() -> element.write(row.plus(lane), position));
            });
        }
    }
}
