package io.coracle.op.attention;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Pairs of elements turned by an angle that says where a token stands. ONNX RotaryEmbedding-23: X [batch, heads, steps, size] or [batch,
 * steps, heads × size]; cosines and sines by position [positions, angles] with positions [batch, steps], or for each token [batch,
 * steps, angles].
 *
 * @param rotated how many elements of a head are turned; 0 for all
 * @param interleaved whether pairs are neighbours instead of halves apart
 */
record RotaryEmbedding(int heads, int rotated, boolean interleaved) implements Operator.Lowered {
    static RotaryEmbedding of(Attributes a) {
        return new RotaryEmbedding(a.integer("num_heads", 0), a.integer("rotary_embedding_dim", 0), a.flag("interleaved", false));
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Heads x = Heads.of(operands.shape(0), heads);
        int angles = (rotated == 0 ? x.size() : rotated) / 2;
        Shape cache = operands.shape(1);
        boolean fits = operands.dtype(0).isFloat() && Scalar.holds(operands.dtype(0)) && operands.type(2).equals(operands.type(1))
            && operands.dtype(1) == operands.dtype(0) && 2 * angles <= x.size() && rotated >= 0 && rotated % 2 == 0;
        if (operands.has(3)) {
            fits &= cache.rank() == 2 && cache.dim(1) == angles && cache.dim(0) > 0
                && operands.type(3).equals(new TensorType(DType.I64, Shape.of(x.batch(), x.steps())));
        } else {
            fits &= cache.equals(Shape.of(x.batch(), x.steps(), angles));
        }
        if (!fits) {
            throw new OperatorException("angles " + operands.type(1) + " and " + operands.type(2) + " do not fit " + operands.type(0));
        }
        return List.of(operands.type(0));
    }

    @Override
    public void lower(Lowering to) {
        Heads x = Heads.of(to.input(0).shape(), heads);
        if (to.output(0).shape().size() == 0) {
            return;
        }
        List<Operand> buffers = new ArrayList<>(List.of(to.input(0), to.input(1), to.input(2)));
        if (to.has(3)) {
            buffers.add(to.input(3));
        }
        buffers.add(to.output(0));
        to.call(kernel(to.input(0).dtype(), to.has(3)), buffers, x.batch(), x.steps(), x.count(), x.size(),
            (rotated == 0 ? x.size() : rotated) / 2, to.has(3) ? to.input(1).shape().dim(0) : 1, x.batchPitch(), x.stepPitch(), x.headPitch());
    }

    private Kernel kernel(DType dtype, boolean byPosition) {
        KernelBuilder k = new KernelBuilder("rotary");
        Buffer x = k.input("x", dtype);
        Buffer cosines = k.input("cosines", dtype);
        Buffer sines = k.input("sines", dtype);
        Buffer positions = byPosition ? k.input("positions", DType.I64) : x;
        Buffer y = k.output("y", dtype);
        Expr batch = k.parameter("batch");
        Expr steps = k.parameter("steps");
        Expr count = k.parameter("heads");
        Expr size = k.parameter("size");
        Expr angles = k.parameter("angles");
        Expr known = k.parameter("known");
        Expr batchPitch = k.parameter("batch_pitch");
        Expr stepPitch = k.parameter("step_pitch");
        Expr headPitch = k.parameter("head_pitch");
        k.parallel(batch.times(steps), p -> {
            Expr row = p;
            if (byPosition) {
                Expr raw = k.let("raw", k.load(positions, p));
                k.require(Expr.i64(0).le(raw).and(raw.lt(known.cast(Scalar.I64))), "RotaryEmbedding: a position has no angles");
                row = raw.cast(Scalar.I32).max(Expr.i32(0)).min(known.minus(1));
            }
            Expr table = k.let("table", row.times(angles));
            Expr token = k.let("token", p.over(steps).times(batchPitch).plus(p.modulo(steps).times(stepPitch)));
            k.serial(count, h -> {
                Expr from = k.let("from", token.plus(h.times(headPitch)));
                k.vector(angles, v -> {
                    Expr a = k.let("a", from.plus(interleaved ? v.times(2) : v));
                    Expr b = k.let("b", interleaved ? a.plus(1) : a.plus(angles));
                    Expr cos = k.let("cos", k.load(cosines, table.plus(v)));
                    Expr sin = k.let("sin", k.load(sines, table.plus(v)));
                    Expr real = k.let("real", k.load(x, a));
                    Expr imaginary = k.let("imaginary", k.load(x, b));
                    k.store(y, a, cos.times(real).minus(sin.times(imaginary)));
                    k.store(y, b, sin.times(real).plus(cos.times(imaginary)));
                });
                k.loop("rest", angles.times(2), size, 1, Mode.VECTOR, v -> k.store(y, from.plus(v), k.load(x, from.plus(v))));
            });
        });
        return k.build();
    }
}
