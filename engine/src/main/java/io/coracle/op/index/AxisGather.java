package io.coracle.op.index;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.op.KernelSource;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.move.Widths;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import java.util.List;

/** Slices of a tensor along one axis, in the order of a list of indexes: embeddings by token, rows of an enlarged image. */
public final class AxisGather {
    private static final int BLOCK = 1024;

    private AxisGather() {}

    /**
     * @param operator who asks, for messages
     * @param indexes any number of int32 or int64
     * @param target what {@code source} would be with the axis replaced by the axes of {@code indexes}
     */
    public static void call(Lowering to, String operator, Operand source, int axis, Operand indexes, Operand target) {
        Shape shape = source.shape();
        int outer = shape.product(0, axis);
        int inner = shape.product(axis + 1, shape.rank());
        int count = indexes.shape().size();
        if (target.shape().size() == 0) {
            return;
        }
        DType dtype = Widths.of(source.dtype());
        if (inner == 1) {
            int blocks = (count + BLOCK - 1) / BLOCK;
            to.call(KernelSource.of(() -> elements(operator, dtype, indexes.dtype()), "gather_elements", operator, dtype, indexes.dtype()),
                List.of(source, indexes, target), outer * blocks, blocks,
                shape.dim(axis), count);
        } else {
            to.call(KernelSource.of(() -> rows(operator, dtype, indexes.dtype()), "gather_rows", operator, dtype, indexes.dtype()),
                List.of(source, indexes, target), outer, shape.dim(axis), count, inner);
        }
    }

    private static Kernel rows(String operator, DType dtype, DType indexType) {
        KernelBuilder k = new KernelBuilder("gather_rows");
        Buffer x = k.input("x", dtype);
        Buffer indexes = k.input("indexes", indexType);
        Buffer y = k.output("y", dtype);
        Expr outer = k.parameter("outer");
        Expr extent = k.parameter("extent");
        Expr count = k.parameter("count");
        Expr inner = k.parameter("inner");
        k.parallel(outer.times(count), p -> {
            Expr index = Indexes.load(k, operator, indexes, p.modulo(count), extent);
            Expr from = k.let("from", p.over(count).times(extent).plus(index).times(inner));
            Expr into = k.let("into", p.times(inner));
            k.vector(inner, v -> k.store(y, into.plus(v), k.load(x, from.plus(v))));
        });
        return k.build();
    }

    private static Kernel elements(String operator, DType dtype, DType indexType) {
        KernelBuilder k = new KernelBuilder("gather_elements");
        Buffer x = k.input("x", dtype);
        Buffer indexes = k.input("indexes", indexType);
        Buffer y = k.output("y", dtype);
        Expr all = k.parameter("all_blocks");
        Expr blocks = k.parameter("blocks");
        Expr extent = k.parameter("extent");
        Expr count = k.parameter("count");
        k.parallel(all, p -> {
            Expr row = k.let("row", p.over(blocks));
            Expr from = k.let("from", row.times(extent));
            Expr into = k.let("into", row.times(count));
            Expr start = k.let("start", p.modulo(blocks).times(BLOCK));
            k.loop("i", start, start.plus(BLOCK).min(count), 1, Mode.SERIAL, i -> {
                Expr index = Indexes.load(k, operator, indexes, i, extent);
                k.store(y, into.plus(i), k.load(x, from.plus(index)));
            });
        });
        return k.build();
    }
}
