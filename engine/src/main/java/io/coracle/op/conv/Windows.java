package io.coracle.op.conv;

import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.OperatorException;
import io.coracle.op.move.Box;
import io.coracle.tensor.Shape;

/**
 * Where windows lie over an input. All arrays have three entries; missing axes come first and have extent 1.
 *
 * @param spatial how many axes there really are
 * @param before padding at the start of each axis
 * @param after padding that the model asked for at the end
 * @param out windows along each axis
 */
record Windows(int spatial, int[] in, int[] size, int[] stride, int[] dilation, int[] before, int[] after, int[] out) {
    /** The input as windows see it: planes with padding written out, or the input itself where no window reaches over a border. */
    record Planes(Operand operand, int[] extent) {
        int rowPitch() {
            return extent[2];
        }

        int slicePitch() {
            return extent[1] * extent[2];
        }

        int pitch() {
            return extent[0] * extent[1] * extent[2];
        }
    }

    /** The shape of what the windows give, with {@code channels} channels. */
    Shape result(int batch, int channels) {
        int[] dims = new int[2 + spatial];
        dims[0] = batch;
        dims[1] = channels;
        System.arraycopy(out, 3 - spatial, dims, 2, spatial);
        return Shape.of(dims);
    }

    int outSize() {
        return out[0] * out[1] * out[2];
    }

    int sizeOfWindow() {
        return size[0] * size[1] * size[2];
    }

    /** How far the windows reach along an axis, from the start of the padding. */
    int reach(int axis) {
        long reach = (out[axis] - 1L) * stride[axis] + (size[axis] - 1L) * dilation[axis] + 1;
        if (reach > Integer.MAX_VALUE) {
            throw new OperatorException("windows reach too far: " + reach);
        }
        return (int) reach;
    }

    /** @param padding one element to pad with */
    Planes pad(Lowering to, Operand input, Operand padding) {
        int planes = input.shape().dim(0) * input.shape().dim(1);
        int[] extent = new int[3];
        boolean fits = true;
        for (int i = 0; i < 3; i++) {
            extent[i] = reach(i);
            fits &= before[i] == 0 && extent[i] <= in[i];
        }
        if (fits) {
            return new Planes(input, in);
        }
        Shape from = Shape.of(planes, in[0], in[1], in[2]);
        Shape into = Shape.of(planes, extent[0], extent[1], extent[2]);
        Operand scratch = to.scratch(input.dtype(), into);
        Box.copyInto(to, input, from, scratch, into, new int[] {0, before[0], before[1], before[2]}, padding);
        return new Planes(scratch, extent);
    }
}
