package io.coracle.op.index;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.op.move.Axes;
import io.coracle.op.move.Move;
import io.coracle.op.move.StridedCopy;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.op.move.Widths;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/** A key-value cache with new steps written into it, for each batch from a place of its own. ONNX TensorScatter-24. */
record TensorScatter(int axis, boolean circular) implements Move {
    static TensorScatter of(Attributes attributes) {
        String mode = attributes.string("mode", "linear");
        if (!mode.equals("linear") && !mode.equals("circular")) {
            throw new OperatorException("mode \"" + mode + "\" is not supported");
        }
        return new TensorScatter(attributes.integer("axis", -2), mode.equals("circular"));
    }

    @Override
    public boolean moves(int input) {
        return input < 2;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape cache = operands.shape(0);
        Shape update = operands.shape(1);
        int along = Axes.check(axis, cache.rank());
        boolean fits = along > 0 && operands.dtype(0) == operands.dtype(1) && update.rank() == cache.rank()
            && update.with(along, 0).equals(cache.with(along, 0)) && update.dim(along) <= cache.dim(along);
        if (operands.has(2)) {
            fits &= operands.type(2).equals(new TensorType(DType.I64, Shape.of(cache.dim(0))));
        }
        if (!fits) {
            throw new OperatorException("an update " + operands.type(1) + " does not fit a cache " + operands.type(0) + " along axis "
                + axis);
        }
        return List.of(operands.type(0));
    }

    @Override
    public void lower(Lowering to) {
        Shape cache = to.input(0).shape();
        Shape update = to.input(1).shape();
        StridedCopy.copy(to, to.input(0), Layout.of(cache), to.output(0), Layout.of(cache), cache.toArray());
        if (update.size() > 0) {
            int along = cache.axis(axis);
            Operand starts = to.has(2) ? to.input(2) : to.constant(Tensor.longs(Shape.of(cache.dim(0)), new long[cache.dim(0)]));
            to.call(kernel(Widths.of(to.input(0).dtype())), List.of(starts, to.input(1), to.output(0)),
                update.product(0, along), update.product(1, along), update.dim(along), cache.dim(along),
                update.product(along + 1, update.rank()));
        }
    }

    private Kernel kernel(DType dtype) {
        KernelBuilder k = new KernelBuilder("cache_write");
        Buffer starts = k.input("starts", DType.I64);
        Buffer updates = k.input("updates", dtype);
        Buffer y = k.output("y", dtype);
        Expr outer = k.parameter("outer");
        Expr heads = k.parameter("per_batch");
        Expr steps = k.parameter("steps");
        Expr extent = k.parameter("extent");
        Expr inner = k.parameter("inner");
        k.parallel(outer.times(steps), p -> {
            Expr line = k.let("line", p.over(steps));
            Expr start = k.let("start", k.load(starts, line.over(heads)).cast(Scalar.I32));
            Expr place = k.let("place", start.plus(p.modulo(steps)));
            Expr reached = circular ? k.let("wrapped", place.modulo(extent)) : place;
            k.require(Expr.i32(0).le(start).and(reached.lt(extent)), "TensorScatter: an index is outside the cache");
            Expr safe = k.let("safe", reached.max(Expr.i32(0)).min(extent.minus(1)));
            Expr into = k.let("into", line.times(extent).plus(safe).times(inner));
            Expr from = k.let("from", p.times(inner));
            k.vector(inner, v -> k.store(y, into.plus(v), k.load(updates, from.plus(v))));
        });
        return k.build();
    }
}
