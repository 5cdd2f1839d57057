package io.coracle.op.attention;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Functions;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.conv.Halves;
import io.coracle.tensor.DType;
import io.coracle.tensor.Numbers;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Attention as a recurrence over a matrix for each head, which keys and values are written to and queries read. ONNX LinearAttention-27:
 * Q, K, V [batch, steps, heads × size], past state [batch, key heads, key size, value size], decay, beta, erase gate.
 *
 * @param gated whether the state decays before each step
 * @param delta whether what is written is the difference to what is there
 * @param scale of what is read; 0 for one over the root of a key's size
 */
record LinearAttention(int queryHeads, int keyHeads, boolean gated, boolean delta, float scale) implements Operator.Lowered {
    static LinearAttention of(Attributes a) {
        String rule = a.string("update_rule", "gated_delta");
        boolean gated = rule.equals("gated") || rule.equals("gated_delta");
        boolean delta = rule.equals("delta") || rule.equals("gated_delta");
        if (!gated && !delta && !rule.equals("linear")) {
            throw new OperatorException("update_rule \"" + rule + "\" is not supported");
        }
        return new LinearAttention(a.integer("q_num_heads"), a.integer("kv_num_heads"), gated, delta, a.floating("scale", 0));
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Heads q = Heads.of(operands.shape(0), queryHeads);
        Heads k = Heads.of(operands.shape(1), keyHeads);
        Heads v = Heads.of(operands.shape(2), keyHeads);
        DType dtype = operands.dtype(0);
        boolean fits = operands.shape(0).rank() == 3 && operands.shape(1).rank() == 3 && operands.shape(2).rank() == 3
            && (dtype == DType.F32 || dtype == DType.F64 || Halves.isHalf(dtype)) && operands.dtype(1) == dtype && operands.dtype(2) == dtype
            && q.batch() == k.batch() && k.batch() == v.batch() && q.steps() == k.steps() && k.steps() == v.steps() && q.size() == k.size()
            && queryHeads % keyHeads == 0 && gated == operands.has(4) && delta == operands.has(5) && (delta || !operands.has(6));
        Shape state = Shape.of(k.batch(), keyHeads, k.size(), v.size());
        DType stateType = operands.has(3) ? operands.dtype(3) : dtype;
        if (operands.has(3)) {
            fits &= operands.shape(3).equals(state) && (stateType == DType.F32 || stateType == DType.F64 || Halves.isHalf(stateType));
        }
        fits &= fits(operands, 4, k, keyHeads, keyHeads * k.size()) && fits(operands, 5, k, keyHeads, 1)
            && fits(operands, 6, k, keyHeads * k.size(), keyHeads * k.size());
        if (!fits) {
            throw new OperatorException("queries " + operands.type(0) + ", keys " + operands.type(1) + " and values " + operands.type(2)
                + " do not fit each other or the other inputs");
        }
        return List.of(new TensorType(dtype, Shape.of(q.batch(), q.steps(), queryHeads * v.size())), new TensorType(stateType, state));
    }

    private static boolean fits(Operands operands, int input, Heads k, int a, int b) {
        if (!operands.has(input)) {
            return true;
        }
        Shape shape = operands.shape(input);
        return operands.dtype(input) == operands.dtype(0) && shape.rank() == 3 && shape.dim(0) == k.batch() && shape.dim(1) == k.steps()
            && (shape.dim(2) == a || shape.dim(2) == b);
    }

    @Override
    public void lower(Lowering to) {
        Heads q = Heads.of(to.input(0).shape(), queryHeads);
        Heads k = Heads.of(to.input(1).shape(), keyHeads);
        Heads v = Heads.of(to.input(2).shape(), keyHeads);
        if (q.batch() == 0) {
            return;
        }
        DType dtype = to.input(0).dtype();
        DType sums = Halves.sum(dtype);
        Shape state = to.output(1).shape();
        List<Operand> buffers = new ArrayList<>(List.of(to.input(0), to.input(1), to.input(2)));
        for (int i = 3; i <= 6; i++) {
            if (to.has(i)) {
                buffers.add(to.input(i));
            }
        }
        Operand y = sums == dtype ? to.output(0) : to.scratch(sums, to.output(0).shape());
        buffers.addAll(List.of(y, to.output(1), to.scratch(sums, state), to.scratch(sums, Shape.of(q.batch(), keyHeads, v.size()))));
        float factor = scale == 0 ? Numbers.round(1 / Math.sqrt(k.size())) : scale;
        Form form = new Form(dtype, sums, to.output(1).dtype(), to.has(3), to.has(6), gated && to.input(4).shape().dim(2) != keyHeads,
            delta && to.input(5).shape().dim(2) != keyHeads, factor);
        to.call(kernel(form), buffers, q.batch(), keyHeads, queryHeads / keyHeads, q.steps(), k.size(), v.size());
        if (sums != dtype) {
            Halves.round(to, y, to.output(0));
        }
    }

    /** What the kernel depends on besides the rule. */
    private record Form(DType dtype, DType sums, DType stateType, boolean past, boolean erase, boolean decayByKey, boolean betaForAll,
                        float scale) {}

    private Kernel kernel(Form form) {
        KernelBuilder k = new KernelBuilder("linear_attention");
        Buffer q = k.input("q", form.dtype);
        Buffer keys = k.input("keys", form.dtype);
        Buffer values = k.input("values", form.dtype);
        Buffer past = form.past ? k.input("past", form.stateType) : q;
        Buffer decay = gated ? k.input("decay", form.dtype) : q;
        Buffer beta = delta ? k.input("beta", form.dtype) : q;
        Buffer erase = form.erase ? k.input("erase", form.dtype) : q;
        Buffer y = k.output("y", form.sums);
        Buffer present = k.output("present", form.stateType);
        Buffer state = k.output("state", form.sums);
        Buffer write = k.output("write", form.sums);
        Expr batch = k.parameter("batch");
        Expr heads = k.parameter("heads");
        Expr group = k.parameter("group");
        Expr steps = k.parameter("steps");
        Expr size = k.parameter("size");
        Expr width = k.parameter("width");
        Expr zero = form.sums == DType.F64 ? Expr.f64(0) : Expr.f32(0);
        k.parallel(batch.times(heads), p -> {
            Expr image = k.let("image", p.over(heads));
            Expr head = k.let("head", p.modulo(heads));
            Expr own = k.let("own", p.times(size).times(width));
            Expr written = k.let("written", p.times(width));
            k.vector(size.times(width), v -> k.store(state, own.plus(v), form.past ? k.load(past, own.plus(v)) : zero));
            k.serial(steps, t -> {
                Expr token = k.let("token", image.times(steps).plus(t));
                Expr key = k.let("key", token.times(heads).plus(head).times(size));
                Expr value = k.let("value", token.times(heads).plus(head).times(width));
                if (gated) {
                    k.serial(size, i -> {
                        Expr at = form.decayByKey ? key.plus(i) : token.times(heads).plus(head);
                        Expr kept = k.let("kept", Functions.exp(k.load(decay, at)));
                        Expr line = k.let("line", own.plus(i.times(width)));
                        k.vector(width, v -> k.store(state, line.plus(v), k.load(state, line.plus(v)).times(kept)));
                    });
                }
                k.vector(width, v -> k.store(write, written.plus(v), k.load(values, value.plus(v))));
                if (delta) {
                    k.serial(size, i -> {
                        Expr element = k.load(keys, key.plus(i));
                        Expr taken = k.let("taken", form.erase ? element.times(k.load(erase, key.plus(i))) : element);
                        Expr line = k.let("line", own.plus(i.times(width)));
                        k.vector(width, v -> k.store(write, written.plus(v),
                            k.load(write, written.plus(v)).minus(taken.times(k.load(state, line.plus(v))))));
                    });
                    Expr factor = k.let("factor", k.load(beta, form.betaForAll ? token : token.times(heads).plus(head)));
                    k.vector(width, v -> k.store(write, written.plus(v), k.load(write, written.plus(v)).times(factor)));
                }
                k.serial(size, i -> {
                    Expr element = k.let("element", k.load(keys, key.plus(i)));
                    Expr line = k.let("line", own.plus(i.times(width)));
                    k.vector(width, v -> k.store(state, line.plus(v),
                        k.load(state, line.plus(v)).plus(element.times(k.load(write, written.plus(v))))));
                });
                k.serial(group, g -> {
                    Expr reader = k.let("reader", token.times(heads).plus(head).times(group).plus(g));
                    Expr out = k.let("out", reader.times(width));
                    k.vector(width, v -> k.store(y, out.plus(v), zero));
                    k.serial(size, i -> {
                        Expr element = k.load(q, reader.times(size).plus(i));
                        Expr factor = k.let("factor", element.times(Expr.like(element, form.scale)));
                        Expr line = k.let("line", own.plus(i.times(width)));
                        k.vector(width, v -> k.store(y, out.plus(v), k.load(y, out.plus(v)).plus(factor.times(k.load(state, line.plus(v))))));
                    });
                });
            });
            Expr wide = own;
            k.vector(size.times(width), v -> k.store(present, wide.plus(v), k.load(state, wide.plus(v)).cast(Scalar.of(form.stateType))));
        });
        return k.build();
    }
}
