package io.coracle.op.move;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Crops or pads with zeros to a given size, keeping the centre. ONNX CenterCropPad-18. */
record CenterCropPad(List<Long> axes) implements Move {
    static CenterCropPad of(Attributes attributes) {
        return new CenterCropPad(attributes.longs("axes"));
    }

    @Override
    public boolean needsContents(int input) {
        return input == 1;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        long[] wanted = operands.content(1).toLongs();
        Shape shape = operands.shape(0);
        int named = axes.isEmpty() ? shape.rank() : axes.size();
        if (wanted.length != named) {
            throw new OperatorException(wanted.length + " extents for " + named + " axes");
        }
        long[] dims = new long[shape.rank()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = shape.dim(i);
        }
        for (int i = 0; i < named; i++) {
            dims[axes.isEmpty() ? i : Axes.check(axes.get(i), shape.rank())] = wanted[i];
        }
        return List.of(new TensorType(operands.dtype(0), Shape.of(dims)));
    }

    @Override
    public void lower(Lowering to) {
        Shape from = to.input(0).shape();
        Shape into = to.output(0).shape();
        int[] before = new int[from.rank()];
        for (int i = 0; i < before.length; i++) {
            int difference = into.dim(i) - from.dim(i);
            before[i] = difference < 0 ? -(-difference / 2) : difference / 2;
        }
        Box.copyInto(to, to.input(0), to.output(0), before, Fill.number(to, to.input(0), 0));
    }
}
