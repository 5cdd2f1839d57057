package io.coracle.op.quant;

import io.coracle.op.OperatorException;
import io.coracle.tensor.Shape;
import java.util.List;

/**
 * Which elements share a scale: all, those with one index on an axis, or blocks along an axis.
 *
 * @param block elements of a block, 0 if there are no blocks
 */
record Granularity(int axis, int block) {
    /** Shapes in which the elements and their scales broadcast to each other. */
    record View(Shape elements, Shape scales) {}

    /** Throws {@link OperatorException} when a scale of that shape does not fit. */
    void check(Shape shape, Shape scale) {
        if (block == 0) {
            if (scale.size() != 1 && (scale.rank() != 1 || scale.size() != shape.dim(shape.axis(axis)))) {
                throw new OperatorException("a scale of shape " + scale + " does not fit axis " + axis + " of shape " + shape);
            }
            return;
        }
        boolean fits = block > 0 && scale.rank() == shape.rank();
        for (int i = 0; fits && i < shape.rank(); i++) {
            int extent = i == shape.axis(axis) ? (shape.dim(i) + block - 1) / block : shape.dim(i);
            fits = scale.dim(i) == extent;
        }
        if (!fits) {
            throw new OperatorException("a scale of shape " + scale + " does not fit blocks of " + block + " along axis " + axis + " of shape "
                + shape);
        }
    }

    /** Whether blocks are all of one length, which {@link #view} needs. */
    boolean isEven(Shape shape) {
        return block == 0 || shape.dim(shape.axis(axis)) % block == 0;
    }

    View view(Shape shape, Shape scale) {
        if (block > 0) {
            int at = shape.axis(axis);
            int outer = shape.product(0, at);
            int inner = shape.product(at + 1, shape.rank());
            int blocks = shape.dim(at) / block;
            return new View(Shape.of(outer, blocks, block, inner), Shape.of(outer, blocks, 1, inner));
        }
        if (scale.size() == 1) {
            return new View(shape, Shape.of(List.of()));
        }
        int at = shape.axis(axis);
        return new View(Shape.of(shape.product(0, at), shape.dim(at), shape.product(at + 1, shape.rank())), Shape.of(shape.dim(at), 1));
    }

    /** The index of the scale of element {@code i}. */
    int scaleOf(Shape shape, Shape scale, int i) {
        if (scale.size() == 1) {
            return 0;
        }
        int at = shape.axis(axis);
        int inner = shape.product(at + 1, shape.rank());
        int index = i / inner % shape.dim(at);
        return block == 0 ? index : (i / inner / shape.dim(at) * scale.dim(at) + index / block) * inner + i % inner;
    }
}
