package io.coracle.op.conv;

import io.coracle.op.OperatorException;
import io.coracle.tensor.Shape;

/**
 * Windows that are written instead of read. All arrays have three entries; missing axes come first.
 *
 * @param in how many windows there are along each axis
 * @param before what is cut off at the start of each axis
 * @param out what is left
 */
record Spread(int spatial, int[] in, int[] size, int[] stride, int[] dilation, int[] before, int[] out) {
    Shape result(int batch, int channels) {
        int[] dims = new int[2 + spatial];
        dims[0] = batch;
        dims[1] = channels;
        System.arraycopy(out, 3 - spatial, dims, 2, spatial);
        return Shape.of(dims);
    }

    /** How far windows, and what is left of them, reach along an axis. */
    private int reach(int axis) {
        long reach = Math.max((in[axis] - 1L) * stride[axis] + (size[axis] - 1L) * dilation[axis] + 1, (long) before[axis] + out[axis]);
        if (reach > Integer.MAX_VALUE) {
            throw new OperatorException("windows reach too far: " + reach);
        }
        return (int) Math.max(0, reach);
    }

    /** Planes that hold all windows. */
    Shape full(int planes) {
        return Shape.of(planes, reach(0), reach(1), reach(2));
    }

    boolean coversResult() {
        for (int i = 0; i < 3; i++) {
            if (before[i] != 0 || reach(i) != out[i]) {
                return false;
            }
        }
        return true;
    }
}
