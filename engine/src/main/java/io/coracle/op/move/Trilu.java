package io.coracle.op.move;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** The part of each matrix above or below a diagonal, zeros elsewhere. ONNX Trilu-14. */
record Trilu(boolean upper) implements Move {
    static Trilu of(Attributes attributes) {
        return new Trilu(attributes.flag("upper", true));
    }

    @Override
    public boolean needsContents(int input) {
        return input == 1;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        if (operands.shape(0).rank() < 2) {
            throw new OperatorException("takes matrices, got shape " + operands.shape(0));
        }
        return List.of(operands.type(0));
    }

    @Override
    public void lower(Lowering to) {
        Shape shape = to.input(0).shape();
        int rows = shape.dim(-2);
        int columns = shape.dim(-1);
        long diagonal = to.has(1) ? to.content(to.input(1)).orElseThrow().longAt(0) : 0;
        int k = (int) Math.max(-rows, Math.min(columns, diagonal));
        if (shape.size() > 0) {
            to.call(kernel(Widths.of(to.input(0).dtype())), List.of(to.input(0), to.output(0)), shape.size() / columns, rows, columns, k);
        }
    }

    private Kernel kernel(DType dtype) {
        KernelBuilder k = new KernelBuilder(upper ? "triu" : "tril");
        Buffer x = k.input("x", dtype);
        Buffer y = k.output("y", dtype);
        Expr all = k.parameter("all_rows");
        Expr rows = k.parameter("rows");
        Expr columns = k.parameter("columns");
        Expr diagonal = k.parameter("diagonal");
        k.parallel(all, p -> {
            Expr start = k.let("start", p.times(columns));
            Expr edge = k.let("edge", p.modulo(rows).plus(diagonal));
            k.vector(columns, v -> {
                Expr zero = Scalar.of(dtype) == Scalar.I64 ? Expr.i64(0) : Expr.i32(0);
                Expr value = k.load(x, start.plus(v));
                k.store(y, start.plus(v), (upper ? edge.le(v) : v.le(edge)).select(value, zero));
            });
        });
        return k.build();
    }
}
