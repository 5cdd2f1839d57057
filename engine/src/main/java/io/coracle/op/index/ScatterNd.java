package io.coracle.op.index;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.op.move.Move;
import io.coracle.op.move.StridedCopy;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.op.move.Widths;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** A copy of the data with slices replaced or combined that tuples of indexes name. ONNX ScatterND-11 to 18. */
record ScatterNd(Combine combine) implements Move {
    private static final int BLOCK = 1024;

    static ScatterNd of(Attributes attributes) {
        return new ScatterNd(Combine.of(attributes));
    }

    @Override
    public boolean moves(int input) {
        return input != 1;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape data = operands.shape(0);
        Shape indexes = operands.shape(1);
        Indexes.check(operands.dtype(1));
        IndexTuples tuples = IndexTuples.of(data, indexes, 0);
        if (operands.shape(2).size() != (long) tuples.count() * tuples.slice() || operands.dtype(2) != operands.dtype(0)) {
            throw new OperatorException("updates " + operands.type(2) + " do not fit indexes " + operands.type(1) + " and data "
                + operands.type(0));
        }
        return List.of(operands.type(0));
    }

    @Override
    public void lower(Lowering to) {
        Shape data = to.input(0).shape();
        StridedCopy.copy(to, to.input(0), Layout.of(data), to.output(0), Layout.of(data), data.toArray());
        IndexTuples tuples = IndexTuples.of(data, to.input(1).shape(), 0);
        if (to.input(2).shape().size() > 0) {
            DType dtype = combine == Combine.REPLACE ? Widths.of(to.input(0).dtype()) : to.input(0).dtype();
            to.call(kernel(dtype, to.input(1).dtype(), tuples.width()), List.of(to.input(1), to.input(2), to.output(0)),
                tuples.arguments((tuples.slice() + BLOCK - 1) / BLOCK));
        }
    }

    /** Tuples may name the same slice, so they are taken in order; threads share the slices instead. */
    private Kernel kernel(DType dtype, DType indexType, int width) {
        KernelBuilder k = new KernelBuilder("scatter_slices");
        Buffer indexes = k.input("indexes", indexType);
        Buffer updates = k.input("updates", dtype);
        Buffer y = k.output("y", dtype);
        Expr blocks = k.parameter("blocks");
        IndexTuples.Names names = new IndexTuples.Names(k, width);
        k.parallel(blocks, p -> {
            Expr start = k.let("start", p.times(BLOCK));
            Expr end = k.let("end", start.plus(BLOCK).min(names.slice));
            k.serial(names.count, i -> {
                Expr into = names.offset(k, "ScatterND", indexes, i, false);
                Expr from = k.let("from", i.times(names.slice));
                k.loop("v", start, end, 1, Mode.VECTOR, v -> k.store(y, into.plus(v),
                    combine.apply(dtype, k.load(y, into.plus(v)), k.load(updates, from.plus(v)))));
            });
        });
        return k.build();
    }
}
