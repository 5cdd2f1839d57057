package io.coracle.op.signal;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.conv.Halves;
import io.coracle.op.move.Axes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/**
 * The discrete Fourier transform along one axis. ONNX DFT-17 (axis as an attribute) to 20: the last axis holds real and imaginary parts,
 * or real parts only.
 *
 * @param fixedAxis the attribute, when the axis is no input
 * @param half whether only the first half of the frequencies is given, which tells all of a real signal
 */
record Dft(int fixedAxis, boolean inverse, boolean half) implements Operator.Lowered {
    static Dft of(Attributes a) {
        return new Dft(a.version() < 20 ? a.integer("axis", 1) : -2, a.flag("inverse", false), a.flag("onesided", false));
    }

    @Override
    public boolean needsContents(int input) {
        return input > 0;
    }

    /** What is transformed to what. */
    private record Sizes(int axis, int length, int kept) {}

    private Sizes sizes(Shape shape, long axis, long wanted) {
        int along = Axes.check(axis, shape.rank());
        int parts = shape.dim(-1);
        boolean mirrored = isMirrored(shape);
        long length = wanted >= 0 ? wanted : mirrored ? 2L * (shape.dim(along) - 1) : shape.dim(along);
        boolean fits = along < shape.rank() - 1 && (parts == 1 || parts == 2) && length >= 1 && length <= 1 << 28
            && (!mirrored || shape.dim(along) > length / 2);
        if (!fits) {
            throw new OperatorException("cannot transform axis " + axis + " of shape " + shape + " with " + length + " frequencies");
        }
        return new Sizes(along, (int) length, half && !mirrored ? (int) length / 2 + 1 : (int) length);
    }

    /** Whether a real signal comes back whole from half of its frequencies. */
    private boolean isMirrored(Shape shape) {
        return inverse && half && shape.dim(-1) == 2;
    }

    private Sizes sizes(Operands operands) {
        return sizes(operands.shape(0), operands.has(2) ? operands.content(2).longAt(0) : fixedAxis,
            operands.has(1) ? operands.content(1).longAt(0) : -1);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        DType dtype = operands.dtype(0);
        if (dtype != DType.F32 && dtype != DType.F64 && !Halves.isHalf(dtype) || operands.shape(0).rank() < 2) {
            throw new OperatorException("takes a signal of floating point numbers, got " + operands.type(0));
        }
        Sizes sizes = sizes(operands);
        Shape shape = operands.shape(0).with(sizes.axis, sizes.kept);
        return List.of(new TensorType(dtype, shape.with(-1, isMirrored(operands.shape(0)) ? 1 : 2)));
    }

    @Override
    public void lower(Lowering to) {
        Operand input = to.input(0);
        Operand output = to.output(0);
        Shape shape = input.shape();
        Sizes sizes = sizes(shape, to.has(2) ? to.content(to.input(2)).orElseThrow().longAt(0) : fixedAxis,
            to.has(1) ? to.content(to.input(1)).orElseThrow().longAt(0) : -1);
        if (output.shape().size() == 0) {
            return;
        }
        DType sums = Halves.sum(input.dtype());
        int lines = shape.product(0, sizes.axis) * shape.product(sizes.axis + 1, shape.rank() - 1);
        boolean mirrored = isMirrored(shape);
        int given = Math.min(shape.dim(sizes.axis), mirrored ? sizes.length / 2 + 1 : sizes.length);
        TransformKernel kernel = new TransformKernel(input.dtype(), sums, output.dtype(), shape.dim(-1), output.shape().dim(-1), mirrored);
        to.call(kernel.kernel(), List.of(input, twiddles(to, sums, sizes.length, inverse), output), lines,
            shape.product(sizes.axis + 1, shape.rank() - 1), shape.dim(sizes.axis), given, sizes.length, sizes.kept);
    }

    /** Cosines and sines of all multiples of the smallest angle, and last what sums are multiplied by. */
    static Operand twiddles(Lowering to, DType dtype, int length, boolean inverse) {
        double[] table = new double[2 * length + 1];
        for (int i = 0; i < length; i++) {
            double angle = 2 * Math.PI * i / length;
            table[i] = Math.cos(angle);
            table[length + i] = inverse ? Math.sin(angle) : -Math.sin(angle);
        }
        table[2 * length] = inverse ? 1.0 / length : 1;
        return to.constant(Tensor.of(dtype, Shape.of(table.length), table));
    }
}
