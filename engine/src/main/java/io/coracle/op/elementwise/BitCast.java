package io.coracle.op.elementwise;

import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.move.StridedCopy;
import io.coracle.tensor.DType;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/** The same bits as another element type of the same width. */
record BitCast(DType type) implements Operator.Lowered, Operator.OnTensors {
    @Override
    public List<TensorType> infer(Operands operands) {
        if (operands.dtype(0).bits() != type.bits() || type == DType.STRING) {
            throw new OperatorException("elements of " + operands.dtype(0) + " and " + type + " have different widths");
        }
        return List.of(new TensorType(type, operands.shape(0)));
    }

    @Override
    public void lower(Lowering to) {
        int size = to.output(0).shape().size();
        StridedCopy.Layout line = new StridedCopy.Layout(0, new int[] {1});
        StridedCopy.copy(to, to.input(0), line, to.output(0), line, size);
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Tensor x = operands.content(0);
        return List.of(Tensor.of(type, x.shape(), x.bytes()));
    }
}
