package io.coracle.op.conv;

import io.coracle.op.Attributes;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Shape;
import java.util.List;

/**
 * How a window moves, as attributes say it. Lists have one entry for each spatial axis, or are empty for the default.
 *
 * @param pads at all starts, then at all ends
 */
record Sliding(List<Integer> kernel, List<Integer> strides, List<Integer> dilations, List<Integer> pads, AutoPad auto) {
    /** How much padding there is when a model does not say it in numbers. */
    enum AutoPad { NONE, SAME_UPPER, SAME_LOWER, VALID }

    static Sliding of(Attributes attributes) {
        AutoPad auto = switch (attributes.string("auto_pad", "NOTSET")) {
            case "NOTSET", "" -> AutoPad.NONE;
            case "SAME_UPPER" -> AutoPad.SAME_UPPER;
            case "SAME_LOWER" -> AutoPad.SAME_LOWER;
            case "VALID" -> AutoPad.VALID;
            case String other -> throw new OperatorException("auto_pad \"" + other + "\" is not supported");
        };
        return new Sliding(attributes.integers("kernel_shape"), attributes.integers("strides"), attributes.integers("dilations"),
            attributes.integers("pads"), auto);
    }

    /** Spatial axes of a tensor, 1 to 3. Throws {@link OperatorException} for another rank. */
    static int spatial(Shape shape) {
        if (shape.rank() < 3 || shape.rank() > 5) {
            throw new OperatorException("takes one to three spatial axes, got shape " + shape);
        }
        return shape.rank() - 2;
    }

    private static int[] padded(List<Integer> values, int spatial, int otherwise, int least, String name) {
        if (!values.isEmpty() && values.size() != spatial) {
            throw new OperatorException(name + " " + values + " does not fit " + spatial + " spatial axes");
        }
        int[] result = {otherwise, otherwise, otherwise};
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) < least) {
                throw new OperatorException(name + " " + values + " holds a value below " + least);
            }
            result[3 - spatial + i] = values.get(i);
        }
        return result;
    }

    /** The spatial extents of a shape, with ones before them to make three. */
    static int[] space(Shape shape) {
        int[] space = {1, 1, 1};
        int spatial = spatial(shape);
        for (int i = 0; i < spatial; i++) {
            space[3 - spatial + i] = shape.dim(2 + i);
        }
        return space;
    }

    int[] strides(int spatial) {
        return padded(strides, spatial, 1, 1, "strides");
    }

    int[] dilations(int spatial) {
        return padded(dilations, spatial, 1, 1, "dilations");
    }

    int[] kernel(int spatial) {
        if (kernel.isEmpty()) {
            throw new OperatorException("attribute kernel_shape is missing");
        }
        return padded(kernel, spatial, 1, 1, "kernel_shape");
    }

    int[] padsBefore(int spatial) {
        return pads.isEmpty() ? new int[3] : padded(pads.subList(0, pads.size() / 2), spatial, 0, Integer.MIN_VALUE, "pads");
    }

    int[] padsAfter(int spatial) {
        return pads.isEmpty() ? new int[3] : padded(pads.subList(pads.size() / 2, pads.size()), spatial, 0, Integer.MIN_VALUE, "pads");
    }

    /**
     * The windows over an input.
     *
     * @param size the window's extents, three
     * @param ceil whether a last window may reach over the end
     */
    Windows over(Shape input, int[] size, boolean ceil) {
        int spatial = spatial(input);
        int[] in = space(input);
        int[] stride = strides(spatial);
        int[] dilation = dilations(spatial);
        int[] before = auto == AutoPad.NONE ? padsBefore(spatial) : new int[3];
        int[] after = auto == AutoPad.NONE ? padsAfter(spatial) : new int[3];
        int[] out = new int[3];
        for (int i = 0; i < 3; i++) {
            long reach = (size[i] - 1L) * dilation[i] + 1;
            if (i < 3 - spatial) {
                out[i] = 1;
                continue;
            }
            if (auto == AutoPad.SAME_UPPER || auto == AutoPad.SAME_LOWER) {
                out[i] = (in[i] + stride[i] - 1) / stride[i];
                // Less than nothing where strides pass over the end: then windows start inside the input.
                int total = (int) Math.min(Integer.MAX_VALUE, (out[i] - 1L) * stride[i] + reach - in[i]);
                before[i] = (auto == AutoPad.SAME_UPPER ? total : total + 1) / 2;
                after[i] = total - before[i];
                continue;
            }
            long room = (long) in[i] + before[i] + after[i] - reach;
            if (room < 0 || room > Integer.MAX_VALUE) {
                throw new OperatorException("a window of " + reach + " does not fit an axis of " + in[i] + " with pads " + before[i] + " and "
                    + after[i]);
            }
            long count = (ceil ? room + stride[i] - 1 : room) / stride[i] + 1;
            // A window that would start in the padding at the end sees no element.
            if (ceil && (count - 1) * stride[i] >= (long) in[i] + before[i]) {
                count--;
            }
            out[i] = (int) count;
        }
        return new Windows(spatial, in, size, stride, dilation, before, after, out);
    }
}
