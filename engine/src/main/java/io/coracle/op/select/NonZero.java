package io.coracle.op.select;

import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Where elements are that are not zero: a row of indexes for each axis. ONNX NonZero-9 to 13. */
record NonZero() implements Operator.Host {
    @Override
    public boolean dynamic() {
        return true;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        return List.of(evaluate(operands).getFirst().type());
    }

    private static boolean isSet(Tensor tensor, int i) {
        return tensor.dtype() == DType.STRING ? !tensor.stringAt(i).isEmpty() : tensor.doubleAt(i) != 0;
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Tensor input = operands.content(0);
        Shape shape = input.shape().rank() == 0 ? Shape.of(1) : input.shape();
        int[] found = new int[input.size()];
        int count = 0;
        for (int i = 0; i < found.length; i++) {
            if (isSet(input, i)) {
                found[count++] = i;
            }
        }
        long[] indexes = new long[shape.rank() * count];
        int[] strides = shape.strides();
        for (int axis = 0; axis < shape.rank(); axis++) {
            for (int i = 0; i < count; i++) {
                indexes[axis * count + i] = found[i] / strides[axis] % shape.dim(axis);
            }
        }
        return List.of(Tensor.longs(Shape.of(shape.rank(), count), indexes));
    }
}
