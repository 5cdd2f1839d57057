package io.coracle.op.conv;

import io.coracle.kernel.Scalar;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.conv.PoolKernel.Kind;
import io.coracle.op.move.Fill;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * The mean or p-norm of every window. ONNX AveragePool-1 to 22 and LpPool-1 to 22.
 *
 * @param ceil whether a last window may reach over the end
 * @param countPadding whether padding counts in a mean
 * @param power of LpPool; 0 for a mean
 */
record Pool(Sliding sliding, boolean ceil, boolean countPadding, double power) implements Operator.Lowered {
    static Pool average(Attributes attributes) {
        return new Pool(Sliding.of(attributes), attributes.flag("ceil_mode", false), attributes.flag("count_include_pad", false), 0);
    }

    static Pool norm(Attributes attributes) {
        return new Pool(Sliding.of(attributes), attributes.flag("ceil_mode", false), false, power(attributes));
    }

    /** An integer, but in the first version. Throws {@link OperatorException} below 1. */
    static double power(Attributes attributes) {
        double power = attributes.version() < 2 ? attributes.floating("p", 2) : attributes.integer("p", 2);
        if (power < 1) {
            throw new OperatorException("attribute p is below 1: " + power);
        }
        return power;
    }

    private Windows windows(Shape input) {
        return sliding.over(input, sliding.kernel(Sliding.spatial(input)), ceil);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape input = operands.shape(0);
        if (!operands.dtype(0).isFloat() || !Scalar.holds(operands.dtype(0))) {
            throw new OperatorException("takes floating point numbers, got " + operands.dtype(0));
        }
        return List.of(new TensorType(operands.dtype(0), windows(input).result(input.dim(0), input.dim(1))));
    }

    @Override
    public void lower(Lowering to) {
        Operand input = to.input(0);
        Operand output = to.output(0);
        if (output.shape().size() == 0) {
            return;
        }
        Windows windows = windows(input.shape());
        DType dtype = Halves.sum(output.dtype());
        Operand sums = dtype == output.dtype() ? output : to.scratch(dtype, output.shape());
        Windows.Planes planes = windows.pad(to, input, Fill.number(to, input, 0));
        int count = output.shape().dim(0) * output.shape().dim(1);
        if (power > 0) {
            PoolKernel.call(to, planes, sums, count, windows, Kind.SUM, power, List.of());
        } else {
            PoolKernel.call(to, planes, sums, count, windows, Kind.MEAN, 0, counts(to, windows, dtype));
        }
        if (sums != output) {
            Halves.round(to, sums, output);
        }
    }

    /** For each axis, how many elements of each window are counted: a window's elements are the product of those. */
    private List<Operand> counts(Lowering to, Windows w, DType dtype) {
        List<Operand> counts = new ArrayList<>();
        for (int axis = 0; axis < 3; axis++) {
            int low = countPadding ? 0 : w.before()[axis];
            int high = w.in()[axis] + w.before()[axis] + (countPadding ? w.after()[axis] : 0);
            double[] along = new double[w.out()[axis]];
            for (int i = 0; i < along.length; i++) {
                for (int tap = 0; tap < w.size()[axis]; tap++) {
                    int place = i * w.stride()[axis] + tap * w.dilation()[axis];
                    along[i] += place >= low && place < high ? 1 : 0;
                }
            }
            counts.add(to.constant(Tensor.of(dtype, Shape.of(along.length), along)));
        }
        return counts;
    }
}
