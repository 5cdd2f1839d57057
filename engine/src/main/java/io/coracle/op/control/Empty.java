package io.coracle.op.control;

import io.coracle.graph.ValueInfo;
import io.coracle.graph.ValueInfo.Dimension;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;

/** What a loop that never ran has gathered. */
final class Empty {
    private Empty() {}

    /** A tensor without elements, of the type that a graph declares for one slice; unknown extents are 0. */
    static Tensor of(ValueInfo slice, int axis) {
        if (!(slice.type() instanceof ValueInfo.Tensor type)) {
            throw new OperatorException("output \"" + slice.name() + "\" is a " + slice.type() + ", which is not supported");
        }
        int[] dims = new int[type.dims().size() + 1];
        int along = axis < 0 ? axis + dims.length : axis;
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i != along && type.dims().get(i < along ? i : i - 1) instanceof Dimension.Fixed(int extent) ? extent : 0;
        }
        Shape shape = Shape.of(dims);
        return type.dtype() == DType.STRING ? Tensor.strings(shape) : Tensor.of(type.dtype(), shape, Bytes.of());
    }
}
