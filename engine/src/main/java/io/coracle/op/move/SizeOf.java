package io.coracle.op.move;

import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/** How many elements a tensor has. ONNX Size-1 to 25. */
record SizeOf() implements Operator.Host {
    @Override
    public boolean reads(int input) {
        return false;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        return List.of(new TensorType(DType.I64, Shape.SCALAR));
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        return List.of(Tensor.longs(Shape.SCALAR, operands.shape(0).size()));
    }
}
