package io.coracle.op.move;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.TypeCodes;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/** Ones on a diagonal of a matrix shaped like the input, zeros elsewhere. ONNX EyeLike-9 to 22. */
record EyeLike(Optional<DType> dtype, int diagonal) implements Operator.Lowered {
    static EyeLike of(Attributes attributes) {
        Optional<DType> dtype = attributes.has("dtype") ? Optional.of(TypeCodes.dtype(attributes.integer("dtype"))) : Optional.empty();
        return new EyeLike(dtype, attributes.integer("k", 0));
    }

    @Override
    public boolean reads(int input) {
        return false;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape shape = operands.shape(0);
        if (shape.rank() != 2) {
            throw new OperatorException("takes a matrix, got shape " + shape);
        }
        return List.of(new TensorType(dtype.orElse(operands.dtype(0)), shape));
    }

    @Override
    public void lower(Lowering to) {
        Operand target = to.output(0);
        Fill.zero(to, target);
        int rows = target.shape().dim(0);
        int columns = target.shape().dim(1);
        int row = Math.max(0, -diagonal);
        int column = Math.max(0, diagonal);
        int count = Math.min(rows - row, columns - column);
        if (count > 0) {
            StridedCopy.copy(to, Fill.number(to, target, 1), new Layout(0, new int[] {0}), target,
                new Layout(row * columns + column, new int[] {columns + 1}), count);
        }
    }
}
