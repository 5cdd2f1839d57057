package io.coracle.op.index;

import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.op.move.Axes;
import io.coracle.op.move.Move;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Slices along one axis by index, as an embedding table is read. ONNX Gather-1 to 13. */
record Gather(int axis) implements Move {
    @Override
    public List<TensorType> infer(Operands operands) {
        Shape data = operands.shape(0);
        Shape indexes = operands.shape(1);
        int along = Axes.check(axis, data.rank());
        Indexes.check(operands.dtype(1));
        int[] dims = new int[data.rank() - 1 + indexes.rank()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i < along ? data.dim(i) : i < along + indexes.rank() ? indexes.dim(i - along) : data.dim(i - indexes.rank() + 1);
        }
        Shape shape = Shape.of(dims);
        if (data.dim(along) == 0 && shape.size() > 0) {
            throw new OperatorException("axis " + axis + " of shape " + data + " has no elements to gather");
        }
        return List.of(new TensorType(operands.dtype(0), shape));
    }

    @Override
    public void lower(Lowering to) {
        AxisGather.call(to, "Gather", to.input(0), to.input(0).shape().axis(axis), to.input(1), to.output(0));
    }
}
