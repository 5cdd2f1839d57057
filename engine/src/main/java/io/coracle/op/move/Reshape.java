package io.coracle.op.move;

import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/**
 * The same elements under another shape, in which -1 stands for what is left and 0 for the extent that was there.
 * ONNX Reshape-1 (shape as an attribute) to 25.
 *
 * @param fixed the attribute, when there is no input for the shape
 * @param allowZero whether 0 is an extent like any other
 */
record Reshape(List<Long> fixed, boolean allowZero) implements Operator.View {
    static Reshape of(Attributes attributes) {
        return new Reshape(attributes.longs("shape"), attributes.flag("allowzero", false));
    }

    @Override
    public boolean needsContents(int input) {
        return input == 1;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape from = operands.shape(0);
        long[] wanted = operands.has(1) ? operands.content(1).toLongs() : fixed.stream().mapToLong(Long::longValue).toArray();
        int[] dims = new int[wanted.length];
        int open = -1;
        long product = 1;
        for (int i = 0; i < dims.length; i++) {
            long dim = wanted[i];
            if (dim == 0 && !allowZero) {
                dim = from.dim(i);
            }
            if (dim == -1 && open < 0) {
                open = i;
                continue;
            }
            if (dim < 0 || dim > Integer.MAX_VALUE) {
                throw new OperatorException("cannot reshape " + from + " to " + Arrays.toString(wanted));
            }
            dims[i] = (int) dim;
            product = Math.min(product * dim, Integer.MAX_VALUE + 1L);
        }
        if (open >= 0) {
            if (product == 0 || from.size() % product != 0) {
                throw new OperatorException("cannot reshape " + from + " to " + Arrays.toString(wanted));
            }
            dims[open] = (int) (from.size() / product);
        }
        Shape shape = Shape.of(dims);
        if (shape.size() != from.size()) {
            throw new OperatorException("cannot reshape " + from + " to " + Arrays.toString(wanted));
        }
        return List.of(new TensorType(operands.dtype(0), shape));
    }
}
