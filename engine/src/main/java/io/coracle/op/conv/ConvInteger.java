package io.coracle.op.conv;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.elementwise.ElementwiseKernel;
import io.coracle.op.move.Fill;
import io.coracle.op.quant.Centred;
import io.coracle.op.quant.Requantized;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * Convolution of integers of 8 bits with zero points, exact in 32 bits. Without scales: X, W, zero points of X (one) and W (one,
 * or one a channel), which may be absent. With scales: X, scale, zero, W, scale (one, or one a channel), zero, scale and zero of
 * the result, which is quantised again, and a bias that may be absent. ONNX ConvInteger-10, QLinearConv-10.
 */
record ConvInteger(Sliding sliding, int groups, boolean scaled) implements Operator.Lowered {
    static ConvInteger of(boolean scaled, Attributes attributes) {
        return new ConvInteger(Sliding.of(attributes), attributes.integer("group", 1), scaled);
    }

    private int w() {
        return scaled ? 3 : 1;
    }

    private int zeroOfW() {
        return scaled ? 5 : 3;
    }

    private Windows windows(Shape input, Shape weights) {
        return sliding.over(input, Sliding.space(weights), false);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape input = operands.shape(0);
        Shape weights = operands.shape(w());
        Centred.checkBytes(operands.dtype(0));
        Centred.checkBytes(operands.dtype(w()));
        boolean fits = input.rank() == weights.rank() && groups > 0 && input.dim(1) == (long) weights.dim(1) * groups
            && weights.dim(0) % groups == 0;
        if (!fits) {
            throw new OperatorException("weights " + operands.type(w()) + " in " + groups + " groups do not fit input " + operands.type(0));
        }
        one(operands, 2);
        oneOrPerChannel(operands, zeroOfW(), weights);
        if (!scaled) {
            return List.of(new TensorType(DType.I32, windows(input, weights).result(input.dim(0), weights.dim(0))));
        }
        one(operands, 1);
        oneOrPerChannel(operands, 4, weights);
        one(operands, 6);
        one(operands, 7);
        Centred.checkBytes(operands.dtype(7));
        if (operands.has(8) && !operands.type(8).equals(new TensorType(DType.I32, Shape.of(weights.dim(0))))) {
            throw new OperatorException("bias " + operands.type(8) + " does not fit " + weights.dim(0) + " channels");
        }
        return List.of(new TensorType(operands.dtype(7), windows(input, weights).result(input.dim(0), weights.dim(0))));
    }

    private static void one(Operands operands, int input) {
        if (operands.has(input) && operands.shape(input).size() != 1) {
            throw new OperatorException("input " + input + " is one number, not of shape " + operands.shape(input));
        }
    }

    private static void oneOrPerChannel(Operands operands, int input, Shape weights) {
        if (operands.has(input) && operands.shape(input).size() != 1 && operands.shape(input).size() != weights.dim(0)) {
            throw new OperatorException("input " + input + " of shape " + operands.shape(input) + " does not fit " + weights.dim(0) + " channels");
        }
    }

    /** The shape in which a parameter of the channels broadcasts to a tensor whose channels are followed by {@code rest} axes. */
    private static Shape perChannel(Operand parameter, int rest) {
        if (parameter.shape().size() == 1) {
            return Shape.SCALAR;
        }
        int[] dims = new int[1 + rest];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i == 0 ? parameter.shape().size() : 1;
        }
        return Shape.of(dims);
    }

    @Override
    public void lower(Lowering to) {
        Operand y = to.output(0);
        if (y.shape().size() == 0) {
            return;
        }
        Operand weights = to.input(w());
        Optional<Operand> zeroX = to.has(2) ? Optional.of(to.input(2)) : Optional.empty();
        Optional<Operand> zeroW = to.has(zeroOfW()) ? Optional.of(to.input(zeroOfW())) : Optional.empty();
        int spatial = weights.shape().rank() - 2;
        Operand input = Centred.of(to, to.input(0), zeroX, Shape.SCALAR);
        Operand filters = Centred.of(to, weights, zeroW, zeroW.map(zero -> perChannel(zero, 1 + spatial)).orElse(Shape.SCALAR));
        Windows windows = windows(input.shape(), filters.shape());
        Windows.Planes planes = windows.pad(to, input, Fill.number(to, input, 0));
        Operand sums = scaled ? to.scratch(DType.I32, y.shape()) : y;
        List<Operand> bias = scaled && to.has(8) ? List.of(to.input(8)) : List.of();
        ConvKernel.call(to, planes, filters, bias, sums, windows, groups);
        if (scaled) {
            Operand multiplier = Requantized.multiplier(to, List.of(to.input(1), to.input(4), to.input(6)),
                List.of(Shape.SCALAR, perChannel(to.input(4), spatial), Shape.SCALAR));
            ElementwiseKernel.lower(to, new Requantized(y.dtype()), List.of(sums, multiplier, to.input(7)),
                List.of(y.shape(), multiplier.shape(), Shape.SCALAR), y);
        }
    }
}
