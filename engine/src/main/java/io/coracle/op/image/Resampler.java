package io.coracle.op.image;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.conv.Halves;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.List;

/** Weighs and adds elements along one axis, as a {@link Resampling} says. Sums are kept in 32 or 64 bit floats. */
record Resampler(DType input, DType sums, int taps) {
    private static final int MOST_UNROLLED = 4;

    static DType sums(DType dtype) {
        return dtype == DType.F64 ? DType.F64 : DType.F32;
    }

    /** @return the resized tensor, with elements of the type of sums */
    static Operand call(Lowering to, Operand source, Shape shape, int axis, Resampling plan) {
        DType sums = sums(source.dtype());
        Shape result = shape.with(axis, plan.out());
        Operand target = to.scratch(sums, result);
        if (result.size() == 0) {
            return target;
        }
        Operand indexes = to.constant(Tensor.ints(Shape.of(plan.indexes().length), plan.indexes()));
        Operand weights = to.constant(Tensor.of(sums, Shape.of(plan.weights().length), plan.weights()));
        int inner = shape.product(axis + 1, shape.rank());
        Resampler spec = new Resampler(source.dtype(), sums, plan.taps() <= MOST_UNROLLED ? plan.taps() : 0);
        to.call(spec.kernel(), List.of(source, indexes, weights, target), shape.product(0, axis), plan.in(), plan.out(), inner, plan.taps());
        return target;
    }

    Kernel kernel() {
        KernelBuilder k = new KernelBuilder("resample");
        Buffer x = k.input("x", input);
        Buffer indexes = k.input("indexes", DType.I32);
        Buffer weights = k.input("weights", sums);
        Buffer y = k.output("y", sums);
        Expr outer = k.parameter("outer");
        Expr in = k.parameter("in");
        Expr out = k.parameter("out");
        Expr inner = k.parameter("inner");
        Expr count = k.parameter("taps");
        k.parallel(outer.times(out), p -> {
            Expr from = k.let("from", p.over(out).times(in));
            Expr table = k.let("table", p.modulo(out).times(count));
            Expr into = k.let("into", p.times(inner));
            if (taps > 0) {
                Expr[] rows = new Expr[taps];
                Expr[] factors = new Expr[taps];
                for (int t = 0; t < taps; t++) {
                    rows[t] = row(k, indexes, table.plus(t), from, in, inner);
                    factors[t] = k.let("factor" + t, k.load(weights, table.plus(t)));
                }
                k.vector(inner, v -> {
                    Expr sum = value(k.load(x, rows[0].plus(v))).times(factors[0]);
                    for (int t = 1; t < taps; t++) {
                        sum = sum.plus(value(k.load(x, rows[t].plus(v))).times(factors[t]));
                    }
                    k.store(y, into.plus(v), sum);
                });
            } else {
                k.vector(inner, v -> k.store(y, into.plus(v), sums == DType.F64 ? Expr.f64(0) : Expr.f32(0)));
                k.serial(count, t -> {
                    Expr row = row(k, indexes, table.plus(t), from, in, inner);
                    Expr factor = k.let("factor", k.load(weights, table.plus(t)));
                    k.vector(inner, v ->
                        k.store(y, into.plus(v), k.load(y, into.plus(v)).plus(value(k.load(x, row.plus(v))).times(factor))));
                });
            }
        });
        return k.build();
    }

    private static Expr row(KernelBuilder k, Buffer indexes, Expr at, Expr from, Expr in, Expr inner) {
        Expr index = k.load(indexes, at).max(Expr.i32(0)).min(in.minus(1));
        return k.let("row", from.plus(index).times(inner));
    }

    /** An element in the type of sums. Unsigned 32-bit numbers are not told from signed ones; images have none. */
    private Expr value(Expr element) {
        return element.cast(Scalar.of(sums));
    }

    /** Rounds sums to another type: halves to the nearest, integers toward zero and into their range. */
    static void finish(Lowering to, Operand sums, Operand output) {
        DType dtype = output.dtype();
        if (dtype.isFloat()) {
            Halves.round(to, sums, output);
            return;
        }
        KernelBuilder k = new KernelBuilder("to_integers");
        Buffer x = k.input("x", sums.dtype());
        Buffer y = k.output("y", dtype);
        Expr rows = k.parameter("blocks");
        Expr size = k.parameter("size");
        k.parallel(rows, p -> k.loop("v", p.times(4096), p.times(4096).plus(4096).min(size), 1, Mode.VECTOR, v -> {
            Expr value = k.load(x, v);
            if (dtype.bits() < 32) {
                boolean signed = !dtype.isUnsigned() && dtype != DType.BOOL;
                int bits = dtype == DType.BOOL ? 1 : signed ? dtype.bits() - 1 : dtype.bits();
                double low = signed ? -(1 << bits) : 0;
                double high = (1 << bits) - 1;
                value = value.max(Expr.like(value, low)).min(Expr.like(value, high));
            }
            k.store(y, v, value.cast(Scalar.of(dtype)));
        }));
        int count = output.shape().size();
        if (count > 0) {
            to.call(k.build(), List.of(sums, output), (count + 4095) / 4096, count);
        }
    }
}
