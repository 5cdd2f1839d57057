package io.coracle.op.conv;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Functions;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.move.Fill;
import io.coracle.op.move.StridedCopy;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/**
 * A convolution of each channel over the steps so far, with the last ones kept for the next call. ONNX CausalConvWithState-27:
 * X [N, C, L], W [C, 1, K], B [C], past [N, C, K - 1].
 *
 * @param smooth whether SiLU follows
 */
record CausalConv(boolean smooth) implements Operator.Lowered {
    static CausalConv of(Attributes attributes) {
        return new CausalConv(switch (attributes.string("activation", "none")) {
            case "none" -> false;
            case "silu", "swish" -> true;
            case String other -> throw new OperatorException("activation \"" + other + "\" is not supported");
        });
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape input = operands.shape(0);
        Shape weights = operands.shape(1);
        DType dtype = operands.dtype(0);
        Conv.check(dtype, operands.dtype(1));
        boolean fits = input.rank() == 3 && weights.rank() == 3 && weights.dim(2) > 0 && weights.with(2, 1).equals(Shape.of(input.dim(1), 1, 1));
        fits &= !operands.has(2) || operands.type(2).equals(new TensorType(dtype, Shape.of(input.dim(1))));
        if (!fits) {
            throw new OperatorException("weights " + operands.type(1) + " do not fit input " + operands.type(0));
        }
        TensorType state = new TensorType(dtype, input.with(2, weights.dim(2) - 1));
        if (operands.has(3) && !operands.type(3).equals(state)) {
            throw new OperatorException("past state is " + operands.type(3) + ", expected " + state);
        }
        return List.of(operands.type(0), state);
    }

    @Override
    public void lower(Lowering to) {
        Shape input = to.input(0).shape();
        int channels = input.dim(1);
        int rows = input.dim(0) * channels;
        int length = input.dim(2);
        int taps = to.input(1).shape().dim(2);
        int whole = length + taps - 1;
        Operand padded = to.scratch(to.input(0).dtype(), Shape.of(input.dim(0), channels, whole));
        Operand before = to.has(3) ? to.input(3) : Fill.number(to, padded, 0);
        StridedCopy.copy(to, before, new Layout(0, to.has(3) ? new int[] {taps - 1, 1} : new int[2]), padded,
            new Layout(0, new int[] {whole, 1}), rows, taps - 1);
        StridedCopy.copy(to, to.input(0), new Layout(0, new int[] {length, 1}), padded, new Layout(taps - 1, new int[] {whole, 1}), rows, length);
        StridedCopy.copy(to, padded, new Layout(length, new int[] {whole, 1}), to.output(1), new Layout(0, new int[] {taps - 1, 1}), rows,
            taps - 1);
        if (input.size() == 0) {
            return;
        }
        Operand output = to.output(0);
        Operand sums = Halves.isHalf(output.dtype()) ? to.scratch(DType.F32, input) : output;
        Windows windows = new Windows(1, new int[] {1, 1, whole}, new int[] {1, 1, taps}, new int[] {1, 1, 1}, new int[] {1, 1, 1}, new int[3],
            new int[3], new int[] {1, 1, length});
        ConvKernel.call(to, windows.pad(to, padded, padded), to.input(1), to.has(2) ? List.of(to.input(2)) : List.of(), sums, windows, channels);
        if (smooth) {
            to.call(silu(sums.dtype(), output.dtype()), List.of(sums, output), rows, length);
        } else if (sums != output) {
            Halves.round(to, sums, output);
        }
    }

    private static Kernel silu(DType from, DType into) {
        KernelBuilder k = new KernelBuilder("silu");
        Buffer x = k.output("x", from);
        Buffer y = k.output("y", into);
        Expr rows = k.parameter("rows");
        Expr length = k.parameter("length");
        k.parallel(rows, p -> k.vector(length, v -> {
            Expr at = p.times(length).plus(v);
            Expr value = k.let("value", k.load(x, at));
            k.store(y, at, value.times(Functions.sigmoid(value)));
        }));
        return k.build();
    }
}
