package io.coracle.op.index;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.op.move.Axes;
import io.coracle.op.move.Move;
import io.coracle.op.move.Widths;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Elements whose place differs from the output's only along one axis, where an index says it. ONNX GatherElements-11 to 13. */
record GatherElements(int axis) implements Move {
    @Override
    public List<TensorType> infer(Operands operands) {
        checkShapes(operands.shape(0), operands.shape(1), Axes.check(axis, operands.shape(0).rank()));
        Indexes.check(operands.dtype(1));
        return List.of(new TensorType(operands.dtype(0), operands.shape(1)));
    }

    /** Throws {@link OperatorException} unless indexes reach no further than the data along the other axes. */
    static void checkShapes(Shape data, Shape indexes, int along) {
        boolean fits = data.rank() == indexes.rank();
        for (int i = 0; fits && i < data.rank(); i++) {
            fits = i == along ? data.dim(i) > 0 || indexes.size() == 0 : indexes.dim(i) <= data.dim(i);
        }
        if (!fits) {
            throw new OperatorException("indexes of shape " + indexes + " do not fit data of shape " + data);
        }
    }

    @Override
    public void lower(Lowering to) {
        Shape data = to.input(0).shape();
        Shape indexes = to.input(1).shape();
        if (indexes.size() > 0) {
            ElementWalk walk = new ElementWalk(data, indexes, data.axis(axis));
            to.call(kernel(Widths.of(to.input(0).dtype()), to.input(1).dtype(), data.rank()),
                List.of(to.input(0), to.input(1), to.output(0)), walk.arguments());
        }
    }

    private Kernel kernel(DType dtype, DType indexType, int rank) {
        KernelBuilder k = new KernelBuilder("gather_along");
        Buffer x = k.input("x", dtype);
        Buffer indexes = k.input("indexes", indexType);
        Buffer y = k.output("y", dtype);
        ElementWalk.write(k, rank, (data, at, stride, extent) -> {
            Expr index = Indexes.load(k, "GatherElements", indexes, at, extent);
            k.store(y, at, k.load(x, data.plus(index.times(stride))));
        });
        return k.build();
    }
}
