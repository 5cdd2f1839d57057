package io.coracle.op.index;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.KernelBuilder;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Shape;

/**
 * The index tuples of GatherND and ScatterND: each names a slice of the data.
 *
 * @param batches leading axes that data and indexes share
 * @param width indexes in a tuple
 * @param count tuples in all
 * @param perBatch tuples of one batch
 * @param slice elements of a slice
 */
record IndexTuples(Shape data, int batches, int width, int count, int perBatch, int slice) {
    static IndexTuples of(Shape data, Shape indexes, int batches) {
        int width = indexes.rank() == 0 ? -1 : indexes.dim(-1);
        boolean fits = batches >= 0 && batches < Math.max(1, indexes.rank()) && width >= 0 && batches + width <= data.rank();
        for (int i = 0; fits && i < batches; i++) {
            fits = data.dim(i) == indexes.dim(i);
        }
        if (!fits) {
            throw new OperatorException("indexes of shape " + indexes + " do not fit data of shape " + data + " with " + batches
                + " batch axes");
        }
        int count = indexes.product(0, indexes.rank() - 1);
        int slice = data.product(batches + width, data.rank());
        if (count > 0 && slice > 0 && data.product(batches, batches + width) == 0) {
            throw new OperatorException("data of shape " + data + " has no slices to index");
        }
        return new IndexTuples(data, batches, width, count, indexes.product(batches, indexes.rank() - 1), slice);
    }

    /** What the parameters hold that {@link Names} asks for. */
    int[] arguments(int... first) {
        int[] arguments = new int[first.length + 3 + width];
        System.arraycopy(first, 0, arguments, 0, first.length);
        arguments[first.length] = count;
        arguments[first.length + 1] = perBatch;
        arguments[first.length + 2] = slice;
        for (int i = 0; i < width; i++) {
            arguments[first.length + 3 + i] = data.dim(batches + i);
        }
        return arguments;
    }

    /** The same in a kernel. */
    static final class Names {
        final Expr count;
        final Expr perBatch;
        final Expr slice;
        private final Expr[] extents;

        Names(KernelBuilder k, int width) {
            count = k.parameter("count");
            perBatch = k.parameter("per_batch");
            slice = k.parameter("slice");
            extents = new Expr[width];
            for (int i = 0; i < width; i++) {
                extents[i] = k.parameter("extent" + i);
            }
        }

        /** Where the slice of a tuple starts in the data. */
        Expr offset(KernelBuilder k, String operator, Buffer indexes, Expr tuple, boolean batched) {
            Expr row = batched ? tuple.over(perBatch) : Expr.i32(0);
            for (int i = 0; i < extents.length; i++) {
                Expr index = Indexes.load(k, operator, indexes, tuple.times(extents.length).plus(i), extents[i]);
                row = row.times(extents[i]).plus(index);
            }
            return k.let("offset", row.times(slice));
        }
    }
}
