package io.coracle.op.conv;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.move.Fill;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Convolution in one to three dimensions, with groups. ONNX Conv-1 to 22: X [N, C, …], W [M, C / groups, …], B [M]. */
record Conv(Sliding sliding, int groups) implements Operator.Lowered {
    static Conv of(Attributes attributes) {
        return new Conv(Sliding.of(attributes), attributes.integer("group", 1));
    }

    private Windows windows(Shape input, Shape weights) {
        return sliding.over(input, Sliding.space(weights), false);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape input = operands.shape(0);
        Shape weights = operands.shape(1);
        check(operands.dtype(0), operands.dtype(1));
        boolean fits = input.rank() == weights.rank() && groups > 0 && input.dim(1) == (long) weights.dim(1) * groups
            && weights.dim(0) % groups == 0;
        if (operands.has(2)) {
            fits &= operands.type(2).equals(new TensorType(operands.dtype(0), Shape.of(weights.dim(0))));
        }
        if (!fits) {
            throw new OperatorException("weights " + operands.type(1) + " in " + groups + " groups do not fit input " + operands.type(0));
        }
        return List.of(new TensorType(operands.dtype(0), windows(input, weights).result(input.dim(0), weights.dim(0))));
    }

    /** Throws {@link OperatorException} unless both are one type that kernels multiply. */
    static void check(DType a, DType b) {
        if (a != b || a != DType.F32 && a != DType.F64 && a != DType.F16 && a != DType.BF16) {
            throw new OperatorException("takes floating point numbers of one type, got " + a + " and " + b);
        }
    }

    @Override
    public void lower(Lowering to) {
        Operand output = to.output(0);
        if (output.shape().size() == 0) {
            return;
        }
        Operand input = to.input(0);
        Operand weights = to.input(1);
        Windows windows = windows(input.shape(), weights.shape());
        Windows.Planes planes = windows.pad(to, input, Fill.number(to, input, 0));
        List<Operand> bias = to.has(2) ? List.of(to.input(2)) : List.of();
        if (ConvProduct.pays(output.dtype(), weights.shape(), windows, groups)) {
            ConvProduct.call(to, planes, weights, bias, output, windows, groups);
            return;
        }
        // Sums of halves are kept in 32 bits until they are complete.
        Operand sums = Halves.isHalf(output.dtype()) ? to.scratch(DType.F32, output.shape()) : output;
        ConvKernel.call(to, planes, weights, bias, sums, windows, groups);
        if (sums != output) {
            Halves.round(to, sums, output);
        }
    }
}
