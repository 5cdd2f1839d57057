package io.coracle.op.attention;

import io.coracle.op.OperatorException;
import io.coracle.tensor.Shape;

/**
 * Where the elements of one side of attention lie, whether its heads are an axis of their own, [batch, heads, steps, size], or part of
 * the last one, [batch, steps, heads × size].
 *
 * @param batchPitch elements from one batch to the next, as the other pitches
 */
record Heads(int batch, int count, int steps, int size, int batchPitch, int headPitch, int stepPitch) {
    /** @param heads wanted when the shape has no axis for them */
    static Heads of(Shape shape, int heads) {
        if (shape.rank() == 4) {
            int size = shape.dim(3);
            return new Heads(shape.dim(0), shape.dim(1), shape.dim(2), size, shape.product(1, 4), shape.dim(2) * size, size);
        }
        if (shape.rank() != 3 || heads < 1 || shape.dim(2) % heads != 0) {
            throw new OperatorException("shape " + shape + " cannot be split into " + heads + " heads");
        }
        int size = shape.dim(2) / heads;
        return new Heads(shape.dim(0), heads, shape.dim(1), size, shape.product(1, 3), size, shape.dim(2));
    }
}
