package io.coracle.op.control;

import io.coracle.op.OperatorException;
import io.coracle.op.move.Picks;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.List;

/** Takes tensors apart along an axis and puts them together again. */
final class Stacks {
    private Stacks() {}

    /** The slice at {@code index} of an axis, without that axis. */
    static Tensor slice(Tensor from, int axis, int index) {
        Shape shape = from.shape();
        int inner = shape.product(axis + 1, shape.rank());
        int extent = shape.dim(axis);
        int[] dims = without(shape, axis);
        int[] indexes = new int[shape.size() / Math.max(1, extent)];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = (i / inner * extent + index) * inner + i % inner;
        }
        return Picks.pick(from, indexes, Shape.of(dims));
    }

    private static int[] without(Shape shape, int axis) {
        int[] dims = new int[shape.rank() - 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = shape.dim(i < axis ? i : i + 1);
        }
        return dims;
    }

    /** Tensors of one type behind each other along a new axis, which may count from the end. There is at least one. */
    static Tensor stack(List<Tensor> slices, int axis) {
        Shape shape = slices.getFirst().shape();
        for (Tensor slice : slices) {
            if (!slice.type().equals(slices.getFirst().type())) {
                throw new OperatorException("its graph gives " + slices.getFirst().type() + " once and " + slice.type() + " later");
            }
        }
        int rank = shape.rank() + 1;
        if (axis < -rank || axis >= rank) {
            throw new OperatorException("axis " + axis + " is outside a result of rank " + rank);
        }
        int along = axis < 0 ? axis + rank : axis;
        int[] dims = new int[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = i == along ? slices.size() : shape.dim(i < along ? i : i - 1);
        }
        Shape result = Shape.of(dims);
        int inner = result.product(along + 1, rank);
        int[] positions = new int[result.size()];
        for (int i = 0; i < positions.length; i++) {
            int slice = i / inner % slices.size();
            int element = i / inner / slices.size() * inner + i % inner;
            positions[i] = 1 + slice * shape.size() + element;
        }
        return Picks.pick(slices, positions, result);
    }
}
