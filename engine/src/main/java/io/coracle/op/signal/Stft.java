package io.coracle.op.signal;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.conv.Halves;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/**
 * Fourier transforms of overlapping frames of a signal. ONNX STFT-17: signal [batch, length, parts], step, window [frame], frame length;
 * gives [batch, frames, frequencies, 2].
 */
record Stft(boolean half) implements Operator.Lowered {
    static Stft of(Attributes attributes) {
        return new Stft(attributes.flag("onesided", true));
    }

    @Override
    public boolean needsContents(int input) {
        return input == 1 || input == 3;
    }

    /** How the signal is cut. */
    private record Frames(int step, int length, int count, int kept) {}

    private Frames frames(Shape signal, long step, long window, long wanted) {
        long length = wanted > 0 ? wanted : window > 0 ? window : signal.dim(1);
        boolean fits = step >= 1 && step <= Integer.MAX_VALUE && length >= 1 && length <= signal.dim(1) && (window < 0 || window == length);
        if (!fits) {
            throw new OperatorException("cannot cut a signal of shape " + signal + " into frames of " + length + " in steps of " + step);
        }
        return new Frames((int) step, (int) length, (int) ((signal.dim(1) - length) / step + 1), (int) (half ? length / 2 + 1 : length));
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape signal = operands.shape(0);
        DType dtype = operands.dtype(0);
        boolean fits = (dtype == DType.F32 || dtype == DType.F64 || Halves.isHalf(dtype)) && signal.rank() == 3
            && (signal.dim(2) == 1 || signal.dim(2) == 2) && (!operands.has(2) || operands.dtype(2) == dtype && operands.shape(2).rank() == 1);
        if (!fits) {
            throw new OperatorException("takes signals and a window of floating point numbers, got " + operands.type(0));
        }
        Frames frames = frames(signal, operands.content(1).longAt(0), operands.has(2) ? operands.shape(2).dim(0) : -1,
            operands.has(3) ? operands.content(3).longAt(0) : -1);
        return List.of(new TensorType(dtype, Shape.of(signal.dim(0), frames.count, frames.kept, 2)));
    }

    @Override
    public void lower(Lowering to) {
        Operand signal = to.input(0);
        Shape shape = signal.shape();
        if (to.output(0).shape().size() == 0) {
            return;
        }
        Frames frames = frames(shape, to.content(to.input(1)).orElseThrow().longAt(0), to.has(2) ? to.input(2).shape().dim(0) : -1,
            to.has(3) ? to.content(to.input(3)).orElseThrow().longAt(0) : -1);
        DType dtype = signal.dtype();
        DType sums = Halves.sum(dtype);
        double[] ones = new double[frames.length];
        Arrays.fill(ones, 1);
        Operand window = to.has(2) ? to.input(2) : to.constant(Tensor.of(dtype, Shape.of(frames.length), ones));
        int parts = shape.dim(2);
        Operand cut = to.scratch(sums, Shape.of(shape.dim(0), frames.count, frames.length, parts));
        to.call(cut(dtype, sums, parts), List.of(signal, window, cut), shape.dim(0), frames.count, frames.length, frames.step, shape.dim(1));
        TransformKernel kernel = new TransformKernel(sums, sums, dtype, parts, 2, false);
        to.call(kernel.kernel(), List.of(cut, Dft.twiddles(to, sums, frames.length, false), to.output(0)), shape.dim(0) * frames.count, 1,
            frames.length, frames.length, frames.length, frames.kept);
    }

    /** Frames times the window. */
    private static Kernel cut(DType dtype, DType sums, int parts) {
        KernelBuilder k = new KernelBuilder("frames");
        Buffer x = k.input("x", dtype);
        Buffer window = k.input("window", dtype);
        Buffer y = k.output("y", sums);
        Expr batch = k.parameter("batch");
        Expr count = k.parameter("count");
        Expr length = k.parameter("length");
        Expr step = k.parameter("step");
        Expr extent = k.parameter("extent");
        k.parallel(batch.times(count), p -> {
            Expr from = k.let("from", p.over(count).times(extent).plus(p.modulo(count).times(step)).times(parts));
            Expr into = k.let("into", p.times(length).times(parts));
            k.serial(length, i -> {
                Expr weight = k.let("weight", k.load(window, i));
                for (int part = 0; part < parts; part++) {
                    k.store(y, into.plus(i.times(parts)).plus(part), k.load(x, from.plus(i.times(parts)).plus(part)).times(weight));
                }
            });
        });
        return k.build();
    }
}
