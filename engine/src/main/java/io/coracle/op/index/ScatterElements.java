package io.coracle.op.index;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.op.move.Axes;
import io.coracle.op.move.Move;
import io.coracle.op.move.StridedCopy;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.op.move.Widths;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** A copy of the data with elements replaced or combined along one axis. ONNX ScatterElements-11 to 18 and Scatter-9 to 11. */
record ScatterElements(int axis, Combine combine) implements Move {
    static ScatterElements of(Attributes attributes) {
        return new ScatterElements(attributes.integer("axis", 0), Combine.of(attributes));
    }

    @Override
    public boolean moves(int input) {
        return input != 1;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape data = operands.shape(0);
        GatherElements.checkShapes(data, operands.shape(1), Axes.check(axis, data.rank()));
        Indexes.check(operands.dtype(1));
        if (!operands.type(2).equals(new TensorType(operands.dtype(0), operands.shape(1)))) {
            throw new OperatorException("updates " + operands.type(2) + " do not fit indexes " + operands.type(1) + " and data "
                + operands.type(0));
        }
        return List.of(operands.type(0));
    }

    @Override
    public void lower(Lowering to) {
        Shape data = to.input(0).shape();
        Shape indexes = to.input(1).shape();
        StridedCopy.copy(to, to.input(0), Layout.of(data), to.output(0), Layout.of(data), data.toArray());
        if (indexes.size() > 0) {
            DType dtype = combine == Combine.REPLACE ? Widths.of(to.input(0).dtype()) : to.input(0).dtype();
            ElementWalk walk = new ElementWalk(data, indexes, data.axis(axis));
            to.call(kernel(dtype, to.input(1).dtype(), data.rank()), List.of(to.input(1), to.input(2), to.output(0)), walk.arguments());
        }
    }

    private Kernel kernel(DType dtype, DType indexType, int rank) {
        KernelBuilder k = new KernelBuilder("scatter_along");
        Buffer indexes = k.input("indexes", indexType);
        Buffer updates = k.input("updates", dtype);
        Buffer y = k.output("y", dtype);
        ElementWalk.write(k, rank, (data, at, stride, extent) -> {
            Expr index = Indexes.load(k, "ScatterElements", indexes, at, extent);
            Expr target = k.let("target", data.plus(index.times(stride)));
            k.store(y, target, combine.apply(dtype, k.load(y, target), k.load(updates, at)));
        });
        return k.build();
    }
}
