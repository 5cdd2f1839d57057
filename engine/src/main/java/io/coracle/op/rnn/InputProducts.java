package io.coracle.op.rnn;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.tensor.DType;

/** The part of all gates that depends only on the inputs: X · Wᵀ and the first bias, for every direction, step and sequence. */
final class InputProducts {
    private InputProducts() {}

    static Kernel kernel(DType dtype, DType sums) {
        KernelBuilder k = new KernelBuilder("rnn_inputs");
        Buffer x = k.input("x", dtype);
        Buffer w = k.input("w", dtype);
        Buffer bias = k.input("bias", dtype);
        Buffer y = k.output("y", sums);
        Expr directions = k.parameter("directions");
        Expr steps = k.parameter("steps");
        Expr batch = k.parameter("batch");
        Expr rows = k.parameter("rows");
        Expr inputs = k.parameter("inputs");
        Expr stepPitch = k.parameter("step_pitch");
        Expr batchPitch = k.parameter("batch_pitch");
        k.parallel(directions.times(steps).times(batch), p -> {
            Expr line = k.let("line", p.over(batch));
            Expr direction = k.let("direction", line.over(steps));
            Expr from = k.let("from", line.modulo(steps).times(stepPitch).plus(p.modulo(batch).times(batchPitch)));
            k.serial(rows, row -> {
                Expr weights = k.let("weights", direction.times(rows).plus(row).times(inputs));
                Expr.Var sum = k.accumulator("sum", k.load(bias, direction.times(rows).times(2).plus(row)));
                k.vector(inputs, v -> k.assign(sum, Dot.add(k.load(x, from.plus(v)), k.load(w, weights.plus(v)), sum)));
                k.store(y, p.times(rows).plus(row), sum);
            });
        });
        return k.build();
    }

    /** Multiplies and adds. */
    static final class Dot {
        private Dot() {}

        static Expr add(Expr a, Expr b, Expr sum) {
            return a.type().scalar() == Scalar.F32 ? a.fma(b, sum) : sum.plus(a.times(b));
        }
    }
}
