package io.coracle.op.move;

import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import java.util.Arrays;
import java.util.List;

/** Axes that old models give as an attribute and new ones as an input. */
public final class Axes {
    private Axes() {}

    /** The contents of an input or, when it is absent, the attribute. */
    public static long[] of(Operands operands, int input, List<Long> attribute) {
        if (operands.has(input)) {
            return operands.content(input).toLongs();
        }
        long[] axes = new long[attribute.size()];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = attribute.get(i);
        }
        return axes;
    }

    /** A non-negative axis. Throws {@link OperatorException} outside the rank. */
    public static int check(long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw new OperatorException("axis " + axis + " is outside a tensor of rank " + rank);
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** Which axes of {@code rank} are named. Throws {@link OperatorException} for one outside or named twice. */
    public static boolean[] marked(long[] axes, int rank) {
        boolean[] marked = new boolean[rank];
        for (long axis : axes) {
            int i = check(axis, rank);
            if (marked[i]) {
                throw new OperatorException("axes " + Arrays.toString(axes) + " name axis " + i + " twice");
            }
            marked[i] = true;
        }
        return marked;
    }
}
