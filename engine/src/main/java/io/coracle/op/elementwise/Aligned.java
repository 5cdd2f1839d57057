package io.coracle.op.elementwise;

import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/**
 * Broadcasting as it was before opset 7: the axes of the second input are consecutive axes of the first, from {@code axis} on.
 */
record Aligned(Operator.Elementwise operator, int axis) implements Operator.Lowered {
    @Override
    public List<TensorType> infer(Operands operands) {
        Shape shape = operands.shape(0);
        if (!Shape.broadcast(shape, aligned(shape, operands.shape(1))).equals(shape)) {
            throw new OperatorException("shape " + operands.shape(1) + " does not broadcast to " + shape + " at axis " + axis);
        }
        return List.of(new TensorType(operator.result(List.of(operands.dtype(0), operands.dtype(1))), shape));
    }

    private Shape aligned(Shape shape, Shape other) {
        int first = axis < 0 ? axis + shape.rank() : axis;
        int behind = shape.rank() - first - other.rank();
        if (first < 0 || behind < 0) {
            throw new OperatorException("shape " + other + " does not fit into " + shape + " at axis " + axis);
        }
        int[] dims = new int[other.rank() + behind];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i < other.rank() ? other.dim(i) : 1;
        }
        return Shape.of(dims);
    }

    @Override
    public void lower(Lowering to) {
        Operand a = to.input(0);
        Operand b = to.input(1);
        ElementwiseKernel.lower(to, operator, List.of(a, b), List.of(a.shape(), aligned(a.shape(), b.shape())), to.output(0));
    }
}
