package io.coracle.op.move;

import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** A matrix whose rows are all axes before {@code axis}. ONNX Flatten-1 to 25. */
record Flatten(int axis) implements Operator.View {
    @Override
    public List<TensorType> infer(Operands operands) {
        Shape shape = operands.shape(0);
        if (axis < -shape.rank() || axis > shape.rank()) {
            throw new OperatorException("axis " + axis + " is outside shape " + shape);
        }
        int split = axis < 0 ? axis + shape.rank() : axis;
        return List.of(new TensorType(operands.dtype(0), Shape.of(shape.product(0, split), shape.product(split, shape.rank()))));
    }
}
