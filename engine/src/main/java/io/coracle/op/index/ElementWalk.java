package io.coracle.op.index;

import io.coracle.kernel.Expr;
import io.coracle.kernel.KernelBuilder;
import io.coracle.tensor.Shape;

/**
 * A loop over all indexes of GatherElements or ScatterElements. Lines along the axis are independent of each other and shared by
 * the threads; within a line indexes come in order.
 *
 * @param data shape of what is indexed
 * @param indexes shape of the indexes, no larger but along the axis
 */
record ElementWalk(Shape data, Shape indexes, int axis) {
    /** One index. */
    interface Body {
        /**
         * @param data where the line of the data starts
         * @param at where the index lies
         * @param stride between the line's elements in the data
         * @param extent of the data's axis
         */
        void write(Expr data, Expr at, Expr stride, Expr extent);
    }

    /** What {@link #write}'s parameters hold. */
    int[] arguments() {
        int rank = data.rank();
        int[] arguments = new int[5 + 3 * (rank - 1)];
        arguments[0] = indexes.size() / Math.max(1, indexes.dim(axis));
        arguments[1] = indexes.dim(axis);
        arguments[2] = indexes.strides()[axis];
        arguments[3] = data.dim(axis);
        arguments[4] = data.strides()[axis];
        int next = 5;
        for (int i = 0; i < rank; i++) {
            if (i != axis) {
                arguments[next++] = indexes.dim(i);
                arguments[next++] = indexes.strides()[i];
                arguments[next++] = data.strides()[i];
            }
        }
        return arguments;
    }

    static void write(KernelBuilder k, int rank, Body body) {
        Expr lines = k.parameter("lines");
        Expr count = k.parameter("count");
        Expr indexStride = k.parameter("index_stride");
        Expr extent = k.parameter("extent");
        Expr stride = k.parameter("stride");
        Expr[] extents = new Expr[rank - 1];
        Expr[] indexStrides = new Expr[rank - 1];
        Expr[] dataStrides = new Expr[rank - 1];
        for (int i = 0; i < rank - 1; i++) {
            extents[i] = k.parameter("extent" + i);
            indexStrides[i] = k.parameter("index_stride" + i);
            dataStrides[i] = k.parameter("data_stride" + i);
        }
        k.parallel(lines, p -> {
            Expr rest = p;
            Expr at = Expr.i32(0);
            Expr data = Expr.i32(0);
            for (int i = rank - 2; i >= 0; i--) {
                Expr index = k.let("i" + i, i == 0 ? rest : rest.modulo(extents[i]));
                at = at.plus(index.times(indexStrides[i]));
                data = data.plus(index.times(dataStrides[i]));
                rest = i == 0 ? rest : k.let("rest" + i, rest.over(extents[i]));
            }
            Expr firstIndex = k.let("first_index", at);
            Expr firstElement = k.let("first_element", data);
            k.serial(count, i -> body.write(firstElement, k.let("at", firstIndex.plus(i.times(indexStride))), stride, extent));
        });
    }
}
