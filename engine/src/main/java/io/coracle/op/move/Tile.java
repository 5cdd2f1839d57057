package io.coracle.op.move;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/**
 * Repeats a tensor along its axes. ONNX Tile-6 to 13; Tile-1 repeats along one axis.
 *
 * @param oneAxis whether inputs 1 and 2 are a count and an axis, as in version 1
 */
record Tile(boolean oneAxis) implements Move {
    static Tile of(Attributes attributes) {
        return new Tile(attributes.version() < 6);
    }

    @Override
    public boolean needsContents(int input) {
        return input > 0;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape shape = operands.shape(0);
        long[] repeats = operands.content(1).toLongs();
        if (oneAxis) {
            long count = operands.content(1).longAt(0);
            repeats = new long[shape.rank()];
            Arrays.fill(repeats, 1);
            repeats[Axes.check(operands.content(2).longAt(0), shape.rank())] = count;
        }
        if (repeats.length != shape.rank()) {
            throw new OperatorException(repeats.length + " repeats for shape " + shape);
        }
        long[] dims = new long[repeats.length];
        for (int i = 0; i < dims.length; i++) {
            if (repeats[i] < 0 || repeats[i] > Integer.MAX_VALUE) {
                throw new OperatorException("cannot repeat an axis " + repeats[i] + " times");
            }
            dims[i] = repeats[i] * shape.dim(i);
        }
        return List.of(new TensorType(operands.dtype(0), Shape.of(dims)));
    }

    @Override
    public void lower(Lowering to) {
        Shape from = to.input(0).shape();
        Shape into = to.output(0).shape();
        if (into.size() == 0) {
            return;
        }
        int rank = from.rank();
        int[] extents = new int[2 * rank];
        int[] fromStrides = new int[2 * rank];
        int[] intoStrides = new int[2 * rank];
        for (int i = 0; i < rank; i++) {
            extents[2 * i] = into.dim(i) / from.dim(i);
            extents[2 * i + 1] = from.dim(i);
            fromStrides[2 * i + 1] = from.strides()[i];
            intoStrides[2 * i] = into.strides()[i] * from.dim(i);
            intoStrides[2 * i + 1] = into.strides()[i];
        }
        StridedCopy.copy(to, to.input(0), new Layout(0, fromStrides), to.output(0), new Layout(0, intoStrides), extents);
    }
}
