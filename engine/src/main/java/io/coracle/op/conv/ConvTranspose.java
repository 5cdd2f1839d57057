package io.coracle.op.conv;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.conv.Sliding.AutoPad;
import io.coracle.op.move.Box;
import io.coracle.op.move.Fill;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/**
 * The gradient of a convolution: every element of the input spreads over a window of the output. ONNX ConvTranspose-1 to 22:
 * X [N, C, …], W [C, M / groups, …], B [M].
 *
 * @param extra elements added at the end of each axis of the output
 * @param wanted extents of the output, from which pads follow; empty where pads are given
 */
record ConvTranspose(Sliding sliding, int groups, List<Integer> extra, List<Integer> wanted) implements Operator.Lowered {
    static ConvTranspose of(Attributes attributes) {
        return new ConvTranspose(Sliding.of(attributes), attributes.integer("group", 1), attributes.integers("output_padding"),
            attributes.integers("output_shape"));
    }

    private Spread spread(Shape input, Shape weights) {
        int spatial = Sliding.spatial(input);
        boolean extraFits = extra.isEmpty() || extra.size() == spatial;
        // Models also give batch and channels with the wanted extents.
        int skipped = wanted.size() == spatial + 2 ? 2 : 0;
        if (!extraFits || !wanted.isEmpty() && wanted.size() - skipped != spatial) {
            throw new OperatorException("output_padding " + extra + " and output_shape " + wanted + " do not fit shape " + input);
        }
        int[] in = Sliding.space(input);
        int[] size = Sliding.space(weights);
        int[] stride = sliding.strides(spatial);
        int[] dilation = sliding.dilations(spatial);
        int[] before = sliding.padsBefore(spatial);
        int[] after = sliding.padsAfter(spatial);
        int[] out = {1, 1, 1};
        for (int i = 3 - spatial; i < 3; i++) {
            int axis = i - 3 + spatial;
            long full = (in[i] - 1L) * stride[i] + (size[i] - 1L) * dilation[i] + 1 + (extra.isEmpty() ? 0 : extra.get(axis));
            long extent;
            if (!wanted.isEmpty() || sliding.auto() == AutoPad.SAME_UPPER || sliding.auto() == AutoPad.SAME_LOWER) {
                extent = wanted.isEmpty() ? (long) in[i] * stride[i] : wanted.get(axis + skipped);
                int total = (int) Math.max(0, full - extent);
                before[i] = sliding.auto() == AutoPad.SAME_UPPER ? total / 2 : total - total / 2;
            } else {
                extent = full - before[i] - after[i];
            }
            if (extent < 0 || extent > Integer.MAX_VALUE || before[i] < 0) {
                throw new OperatorException("pads and output shape do not fit an input of shape " + input);
            }
            out[i] = (int) extent;
        }
        return new Spread(spatial, in, size, stride, dilation, before, out);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape input = operands.shape(0);
        Shape weights = operands.shape(1);
        Conv.check(operands.dtype(0), operands.dtype(1));
        boolean fits = input.rank() == weights.rank() && groups > 0 && input.dim(1) == weights.dim(0) && input.dim(1) % groups == 0;
        if (operands.has(2)) {
            fits &= operands.type(2).equals(new TensorType(operands.dtype(0), Shape.of(weights.dim(1) * groups)));
        }
        if (!fits) {
            throw new OperatorException("weights " + operands.type(1) + " in " + groups + " groups do not fit input " + operands.type(0));
        }
        return List.of(new TensorType(operands.dtype(0), spread(input, weights).result(input.dim(0), weights.dim(1) * groups)));
    }

    @Override
    public void lower(Lowering to) {
        Operand input = to.input(0);
        Operand weights = to.input(1);
        Operand output = to.output(0);
        if (output.shape().size() == 0) {
            return;
        }
        Spread spread = spread(input.shape(), weights.shape());
        int planes = output.shape().dim(0) * output.shape().dim(1);
        DType dtype = Halves.sum(output.dtype());
        boolean direct = spread.coversResult() && dtype == output.dtype();
        Operand full = direct ? output : to.scratch(dtype, spread.full(planes));
        SpreadKernel.call(to, input, weights, to.has(2) ? List.of(to.input(2)) : List.of(), full, spread, groups);
        if (direct) {
            return;
        }
        Shape into = Shape.of(planes, spread.out()[0], spread.out()[1], spread.out()[2]);
        Operand cropped = dtype == output.dtype() ? output : to.scratch(dtype, into);
        int[] before = {0, -spread.before()[0], -spread.before()[1], -spread.before()[2]};
        Box.copyInto(to, full, spread.full(planes), cropped, into, before, Fill.number(to, full, 0));
        if (cropped != output) {
            Halves.round(to, cropped, output);
        }
    }
}
