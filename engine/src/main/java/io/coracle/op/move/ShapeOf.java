package io.coracle.op.move;

import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/** The extents of a tensor, or of a range of its axes. ONNX Shape-1 to 25. */
record ShapeOf(int start, int end) implements Operator.Host {
    static ShapeOf of(Attributes attributes) {
        return new ShapeOf(attributes.integer("start", 0), attributes.integer("end", Integer.MAX_VALUE));
    }

    @Override
    public boolean reads(int input) {
        return false;
    }

    private static int clamp(int axis, int rank) {
        return Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
    }

    private int count(int rank) {
        return Math.max(0, clamp(end, rank) - clamp(start, rank));
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        return List.of(new TensorType(DType.I64, Shape.of(count(operands.shape(0).rank()))));
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Shape shape = operands.shape(0);
        long[] extents = new long[count(shape.rank())];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = shape.dim(clamp(start, shape.rank()) + i);
        }
        return List.of(Tensor.longs(Shape.of(extents.length), extents));
    }
}
