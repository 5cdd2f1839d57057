package io.coracle.op.index;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.op.move.Move;
import io.coracle.op.move.Widths;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** A new axis that holds one value where its index is the given one and another elsewhere. ONNX OneHot-9 to 11. */
record OneHot(int axis) implements Move {
    @Override
    public boolean moves(int input) {
        return input == 2;
    }

    @Override
    public boolean needsContents(int input) {
        return input == 1;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape indexes = operands.shape(0);
        if (operands.shape(1).size() != 1 || operands.shape(2).size() != 2 || !Scalar.holds(operands.dtype(0))) {
            throw new OperatorException("takes numbers, one depth and two values, got " + operands.type(0) + ", " + operands.type(1)
                + " and " + operands.type(2));
        }
        int rank = indexes.rank() + 1;
        if (axis < -rank || axis >= rank) {
            throw new OperatorException("axis " + axis + " is outside a result of rank " + rank);
        }
        int along = axis < 0 ? axis + rank : axis;
        long depth = operands.content(1).longAt(0);
        if (depth < 0 || depth > Integer.MAX_VALUE) {
            throw new OperatorException("depth is out of range: " + depth);
        }
        int[] dims = new int[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = i == along ? (int) depth : indexes.dim(i < along ? i : i - 1);
        }
        return List.of(new TensorType(operands.dtype(2), Shape.of(dims)));
    }

    @Override
    public void lower(Lowering to) {
        Shape into = to.output(0).shape();
        int along = into.axis(axis);
        if (into.size() > 0) {
            to.call(kernel(to.input(0).dtype(), Widths.of(to.output(0).dtype())), List.of(to.input(0), to.input(2), to.output(0)),
                into.product(0, along), into.dim(along), into.product(along + 1, into.rank()));
        }
    }

    private Kernel kernel(DType indexType, DType dtype) {
        KernelBuilder k = new KernelBuilder("one_hot");
        Buffer indexes = k.input("indexes", indexType);
        Buffer values = k.input("values", dtype);
        Buffer y = k.output("y", dtype);
        Expr outer = k.parameter("outer");
        Expr depth = k.parameter("depth");
        Expr inner = k.parameter("inner");
        Expr off = k.let("off", k.load(values, Expr.i32(0)));
        Expr on = k.let("on", k.load(values, Expr.i32(1)));
        k.parallel(outer.times(depth), p -> {
            Expr place = k.let("place", p.modulo(depth));
            Expr from = k.let("from", p.over(depth).times(inner));
            Expr into = k.let("into", p.times(inner));
            k.vector(inner, v -> {
                Expr raw = k.let("raw", k.load(indexes, from.plus(v)));
                Scalar type = raw.type().scalar();
                Expr positive = raw.lt(Expr.like(raw, 0)).select(raw.plus(depth.cast(type)), raw);
                k.store(y, into.plus(v), positive.eq(place.cast(type)).select(on, off));
            });
        });
        return k.build();
    }
}
