package io.coracle.op.move;

import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Its input. ONNX Identity-1 to 25, of tensors. */
record Identity() implements Operator.View {
    @Override
    public List<TensorType> infer(Operands operands) {
        return List.of(operands.type(0));
    }
}
