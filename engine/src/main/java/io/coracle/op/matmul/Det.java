package io.coracle.op.matmul;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.elementwise.Numeric;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/** Determinants of square matrices, by elimination with the largest pivot of each column. ONNX Det-11 and 22. */
record Det() implements Operator.Lowered {
    @Override
    public List<TensorType> infer(Operands operands) {
        Numeric.floating(operands.dtype(0));
        Shape shape = operands.shape(0);
        if (shape.rank() < 2 || shape.dim(-1) != shape.dim(-2)) {
            throw new OperatorException("takes square matrices, not shape " + shape);
        }
        return List.of(new TensorType(operands.dtype(0), Shape.of(Arrays.copyOf(shape.toArray(), shape.rank() - 2))));
    }

    @Override
    public void lower(Lowering to) {
        Operand x = to.input(0);
        int matrices = to.output(0).shape().size();
        if (matrices > 0) {
            Operand work = to.scratch(x.dtype() == DType.F64 ? DType.F64 : DType.F32, x.shape());
            to.call(kernel(x.dtype(), work.dtype()), List.of(x, work, to.output(0)), matrices, x.shape().dim(-1));
        }
    }

    private static Kernel kernel(DType type, DType wide) {
        KernelBuilder k = new KernelBuilder("determinant");
        Buffer x = k.input("x", type);
        Buffer a = k.output("a", wide);
        Buffer y = k.output("y", type);
        Expr matrices = k.parameter("matrices");
        Expr n = k.parameter("n");
        k.parallel(matrices, p -> {
            Expr base = k.let("base", p.times(n).times(n));
            k.vector(n.times(n), i -> k.store(a, base.plus(i), k.load(x, base.plus(i))));
            Expr one = wide == DType.F64 ? Expr.f64(1) : Expr.f32(1);
            Expr.Var det = k.accumulator("det", one);
            k.serial(n, c -> {
                Expr.Var best = k.accumulator("best", Expr.like(one, -1));
                Expr.Var place = k.accumulator("place", c);
                k.loop("r", c, n, 1, Mode.SERIAL, r -> {
                    Expr magnitude = k.let("magnitude", k.load(a, base.plus(r.times(n)).plus(c)).abs());
                    k.assign(place, magnitude.gt(best).select(r, place));
                    k.assign(best, best.max(magnitude));
                });
                Expr top = k.let("top", base.plus(c.times(n)));
                Expr row = k.let("row", base.plus(place.max(Expr.i32(0)).min(n.minus(1)).times(n)));
                k.serial(n, j -> {
                    Expr upper = k.let("upper", k.load(a, top.plus(j)));
                    Expr lower = k.let("lower", k.load(a, row.plus(j)));
                    k.store(a, top.plus(j), lower);
                    k.store(a, row.plus(j), upper);
                });
                Expr pivot = k.let("pivot", k.load(a, top.plus(c)));
                k.assign(det, det.times(place.eq(c).select(pivot, pivot.negate())));
                // A pivot of zero makes the result zero, whatever the other rows become.
                Expr divisor = k.let("divisor", pivot.eq(Expr.like(pivot, 0)).select(Expr.like(pivot, 1), pivot));
                k.loop("r", c.plus(1), n, 1, Mode.SERIAL, r -> {
                    Expr start = k.let("start", base.plus(r.times(n)));
                    Expr factor = k.let("factor", k.load(a, start.plus(c)).over(divisor));
                    k.vector(n, j -> k.store(a, start.plus(j), k.load(a, start.plus(j)).minus(factor.times(k.load(a, top.plus(j))))));
                });
            });
            k.store(y, p, det);
        });
        return k.build();
    }
}
