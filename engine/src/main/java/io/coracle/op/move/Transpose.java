package io.coracle.op.move;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/**
 * Axes in another order. ONNX Transpose-1 to 25.
 *
 * @param permutation axis i of the output is axis {@code permutation(i)} of the input; empty to reverse them
 */
public record Transpose(List<Integer> permutation) implements Move {
    static Transpose of(Attributes attributes) {
        return new Transpose(attributes.integers("perm"));
    }

    /** The permutation for a rank. Throws {@link OperatorException} when it is none. */
    public int[] order(int rank) {
        int[] order = new int[rank];
        if (permutation.isEmpty()) {
            for (int i = 0; i < rank; i++) {
                order[i] = rank - 1 - i;
            }
            return order;
        }
        boolean[] seen = new boolean[rank];
        for (int i = 0; i < permutation.size(); i++) {
            int axis = permutation.get(i) < 0 ? permutation.get(i) + rank : permutation.get(i);
            if (permutation.size() != rank || axis < 0 || axis >= rank || seen[axis]) {
                throw new OperatorException("perm " + permutation + " is no permutation of " + rank + " axes");
            }
            seen[axis] = true;
            order[i] = axis;
        }
        return order;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape shape = operands.shape(0);
        int[] dims = order(shape.rank());
        for (int i = 0; i < dims.length; i++) {
            dims[i] = shape.dim(dims[i]);
        }
        return List.of(new TensorType(operands.dtype(0), Shape.of(dims)));
    }

    @Override
    public void lower(Lowering to) {
        Shape from = to.input(0).shape();
        int[] strides = from.strides();
        int[] permuted = order(from.rank());
        for (int i = 0; i < permuted.length; i++) {
            permuted[i] = strides[permuted[i]];
        }
        Shape into = to.output(0).shape();
        StridedCopy.copy(to, to.input(0), new Layout(0, permuted), to.output(0), Layout.of(into), into.toArray());
    }
}
