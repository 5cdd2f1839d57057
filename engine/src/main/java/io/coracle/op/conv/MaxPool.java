package io.coracle.op.conv;

import io.coracle.kernel.Scalar;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.conv.PoolKernel.Kind;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/**
 * The largest element of every window, and where it is. ONNX MaxPool-1 to 22.
 *
 * @param columnMajor whether indexes count down columns first
 * @param withIndexes whether the model wants the second output
 */
record MaxPool(Sliding sliding, boolean ceil, boolean columnMajor, boolean withIndexes) implements Operator.Lowered {
    static MaxPool of(Attributes attributes) {
        return new MaxPool(Sliding.of(attributes), attributes.flag("ceil_mode", false), attributes.flag("storage_order", false),
            !attributes.node().output(1).isEmpty());
    }

    private Windows windows(Shape input) {
        return sliding.over(input, sliding.kernel(Sliding.spatial(input)), ceil);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape input = operands.shape(0);
        if (!Scalar.holds(operands.dtype(0)) || operands.dtype(0) == DType.BOOL) {
            throw new OperatorException("takes numbers, got " + operands.dtype(0));
        }
        Shape result = windows(input).result(input.dim(0), input.dim(1));
        TensorType values = new TensorType(operands.dtype(0), result);
        return withIndexes ? List.of(values, new TensorType(DType.I64, result)) : List.of(values);
    }

    @Override
    public void lower(Lowering to) {
        Operand input = to.input(0);
        Operand output = to.output(0);
        if (output.shape().size() == 0) {
            return;
        }
        Windows windows = windows(input.shape());
        Windows.Planes planes = windows.pad(to, input, to.constant(PoolKernel.lowest(input.dtype())));
        int count = output.shape().dim(0) * output.shape().dim(1);
        PoolKernel.call(to, planes, output, count, windows, Kind.MAXIMUM, 0, List.of());
        if (withIndexes) {
            MaxIndexes.call(to, planes, to.output(1), count, windows, columnMajor);
        }
    }
}
