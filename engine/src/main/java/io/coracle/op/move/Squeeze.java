package io.coracle.op.move;

import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Drops axes of extent 1: the given ones, or all. ONNX Squeeze-1 (axes as an attribute) to 25. */
record Squeeze(List<Long> fixed) implements Operator.View {
    static Squeeze of(Attributes attributes) {
        return new Squeeze(attributes.longs("axes"));
    }

    @Override
    public boolean needsContents(int input) {
        return input == 1;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape shape = operands.shape(0);
        boolean all = fixed.isEmpty() && !operands.has(1);
        boolean[] dropped = Axes.marked(Axes.of(operands, 1, fixed), shape.rank());
        List<Integer> dims = new ArrayList<>();
        for (int i = 0; i < shape.rank(); i++) {
            if (dropped[i] && shape.dim(i) != 1) {
                throw new OperatorException("axis " + i + " of shape " + shape + " is not 1");
            }
            if (all ? shape.dim(i) != 1 : !dropped[i]) {
                dims.add(shape.dim(i));
            }
        }
        return List.of(new TensorType(operands.dtype(0), Shape.of(dims)));
    }
}
