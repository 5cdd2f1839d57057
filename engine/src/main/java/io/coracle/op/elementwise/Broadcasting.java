package io.coracle.op.elementwise;

import io.coracle.tensor.Shape;

/** NumPy's broadcasting for what runs in Java. */
final class Broadcasting {
    private Broadcasting() {}

    /** Which element of a tensor stands at element {@code i} of the shape that it is broadcast to. */
    static int source(Shape from, Shape to, int i) {
        int rest = i;
        int index = 0;
        int stride = 1;
        for (int back = 1; back <= from.rank(); back++) {
            int extent = to.dim(-back);
            int own = from.dim(-back);
            index += own == 1 ? 0 : rest % extent * stride;
            stride *= own;
            rest /= extent;
        }
        return index;
    }
}
