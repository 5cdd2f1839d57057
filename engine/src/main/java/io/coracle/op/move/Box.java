package io.coracle.op.move;

import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.tensor.Shape;

/** Puts a tensor into another of the same rank, shifted; what sticks out is dropped. */
public final class Box {
    private Box() {}

    /**
     * @param before how far each axis is shifted to higher indexes
     * @param padding one element, which fills the rest of the target
     */
    public static void copyInto(Lowering to, Operand source, Operand target, int[] before, Operand padding) {
        copyInto(to, source, source.shape(), target, target.shape(), before, padding);
    }

    /** The same, with both operands seen under other shapes. */
    public static void copyInto(Lowering to, Operand source, Shape from, Operand target, Shape into, int[] before, Operand padding) {
        int[] extents = new int[before.length];
        int fromOffset = 0;
        int intoOffset = 0;
        boolean covers = true;
        for (int i = 0; i < extents.length; i++) {
            int first = Math.max(0, before[i]);
            int end = (int) Math.min(into.dim(i), (long) from.dim(i) + before[i]);
            extents[i] = Math.max(0, end - first);
            covers &= extents[i] == into.dim(i);
            intoOffset += first * into.strides()[i];
            fromOffset += (first - before[i]) * from.strides()[i];
        }
        if (!covers) {
            Fill.with(to, target, padding);
        }
        StridedCopy.copy(to, source, new Layout(fromOffset, from.strides()), target, new Layout(intoOffset, into.strides()), extents);
    }
}
