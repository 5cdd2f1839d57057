package io.coracle.op.move;

import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;

/** Gives all elements of an operand one value. */
public final class Fill {
    private Fill() {}

    /** @param value an operand of one element */
    public static void with(Lowering to, Operand target, Operand value) {
        StridedCopy.copy(to, value, new Layout(0, new int[] {0}), target, new Layout(0, new int[] {1}), target.shape().size());
    }

    public static void zero(Lowering to, Operand target) {
        with(to, target, number(to, target, 0));
    }

    /** An operand that holds one number of another operand's type. */
    public static Operand number(Lowering to, Operand like, double value) {
        return to.constant(Tensor.of(like.dtype(), Shape.SCALAR, value));
    }
}
