package io.coracle.op.index;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.move.Move;
import io.coracle.op.move.Widths;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Slices of the data that tuples of indexes name. ONNX GatherND-11 to 13. */
record GatherNd(int batches) implements Move {
    @Override
    public List<TensorType> infer(Operands operands) {
        Shape data = operands.shape(0);
        Shape indexes = operands.shape(1);
        Indexes.check(operands.dtype(1));
        IndexTuples tuples = IndexTuples.of(data, indexes, batches);
        int kept = indexes.rank() - 1;
        int[] dims = new int[kept + data.rank() - batches - tuples.width()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i < kept ? indexes.dim(i) : data.dim(i - kept + batches + tuples.width());
        }
        return List.of(new TensorType(operands.dtype(0), Shape.of(dims)));
    }

    @Override
    public void lower(Lowering to) {
        IndexTuples tuples = IndexTuples.of(to.input(0).shape(), to.input(1).shape(), batches);
        if (to.output(0).shape().size() > 0) {
            to.call(kernel(Widths.of(to.input(0).dtype()), to.input(1).dtype(), tuples.width()),
                List.of(to.input(0), to.input(1), to.output(0)), tuples.arguments());
        }
    }

    private Kernel kernel(DType dtype, DType indexType, int width) {
        KernelBuilder k = new KernelBuilder("gather_slices");
        Buffer x = k.input("x", dtype);
        Buffer indexes = k.input("indexes", indexType);
        Buffer y = k.output("y", dtype);
        IndexTuples.Names names = new IndexTuples.Names(k, width);
        k.parallel(names.count, p -> {
            Expr from = names.offset(k, "GatherND", indexes, p, batches > 0);
            Expr into = k.let("into", p.times(names.slice));
            k.vector(names.slice, v -> k.store(y, into.plus(v), k.load(x, from.plus(v))));
        });
        return k.build();
    }
}
