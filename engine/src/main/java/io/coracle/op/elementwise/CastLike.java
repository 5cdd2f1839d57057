package io.coracle.op.elementwise;

import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/** The first input in the element type of the second, whose elements and shape do not matter. */
record CastLike(boolean saturate, String rounding) implements Operator.Lowered, Operator.OnTensors {
    @Override
    public List<TensorType> infer(Operands operands) {
        return List.of(new TensorType(operands.dtype(1), operands.shape(0)));
    }

    @Override
    public boolean reads(int input) {
        return input == 0;
    }

    @Override
    public void lower(Lowering to) {
        ElementwiseKernel.lower(to, new Cast(to.output(0).dtype(), saturate, rounding), List.of(to.input(0)), to.output(0));
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        return List.of(CastOnTensors.convert(operands.content(0), operands.dtype(1), saturate, rounding));
    }
}
