package io.coracle.op.move;

import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Inserts axes of extent 1; {@code axes} are places in the new shape. ONNX Unsqueeze-1 (axes as an attribute) to 25. */
record Unsqueeze(List<Long> fixed) implements Operator.View {
    static Unsqueeze of(Attributes attributes) {
        return new Unsqueeze(attributes.longs("axes"));
    }

    @Override
    public boolean needsContents(int input) {
        return input == 1;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape shape = operands.shape(0);
        long[] axes = Axes.of(operands, 1, fixed);
        int[] dims = new int[shape.rank() + axes.length];
        boolean[] inserted = Axes.marked(axes, dims.length);
        int next = 0;
        for (int i = 0; i < dims.length; i++) {
            dims[i] = inserted[i] ? 1 : shape.dim(next++);
        }
        return List.of(new TensorType(operands.dtype(0), Shape.of(dims)));
    }
}
