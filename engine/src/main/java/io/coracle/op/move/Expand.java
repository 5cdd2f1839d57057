package io.coracle.op.move;

import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Repeats axes of extent 1 by NumPy's broadcasting. ONNX Expand-8 to 13. */
record Expand() implements Move {
    @Override
    public boolean needsContents(int input) {
        return input == 1;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape wanted = Shape.of(operands.content(1).toLongs());
        return List.of(new TensorType(operands.dtype(0), Shape.broadcast(operands.shape(0), wanted)));
    }

    @Override
    public void lower(Lowering to) {
        Operand source = to.input(0);
        Shape into = to.output(0).shape();
        StridedCopy.copy(to, source, new Layout(0, broadcastStrides(source.shape(), into)), to.output(0), Layout.of(into),
            into.toArray());
    }

    /** Strides of {@code from} for an index into the larger shape {@code into}. */
    private static int[] broadcastStrides(Shape from, Shape into) {
        int[] strides = from.strides();
        int[] result = new int[into.rank()];
        for (int i = 0; i < strides.length; i++) {
            result[into.rank() - strides.length + i] = from.dim(i) == 1 ? 0 : strides[i];
        }
        return result;
    }
}
