package io.coracle.op.attention;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.conv.Halves;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.op.move.StridedCopy;
import io.coracle.tensor.DType;
import io.coracle.tensor.Numbers;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Scaled dot-product attention with a cache, masks, and several query heads for each key head. ONNX Attention-23 to 25: Q, K, V, mask,
 * past key, past value, valid lengths [batch]; gives Y, present key, present value and, if wanted, the scores.
 *
 * @param queryHeads of three-dimensional inputs, as {@code keyHeads}
 * @param scale of the products; 0 for one over the root of a head's size
 * @param softcap what scores are squeezed into by tanh; 0 for none
 * @param left how many keys before its own place a query sees; -1 for all
 * @param right how many after; -1 for all
 * @param scores what the last output holds, see {@link AttentionKernel.Scores}
 * @param wanted whether the model names each output
 */
record Attention(int queryHeads, int keyHeads, float scale, float softcap, boolean causal, int left, int right, AttentionKernel.Scores scores,
                 List<Boolean> wanted) implements Operator.Lowered {
    static Attention of(Attributes a) {
        List<Boolean> wanted = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            wanted.add(!a.node().output(i).isEmpty());
        }
        AttentionKernel.Scores scores = !wanted.get(3) ? AttentionKernel.Scores.NONE : switch (a.integer("qk_matmul_output_mode", 0)) {
            case 0 -> AttentionKernel.Scores.PRODUCTS;
            case 1 -> AttentionKernel.Scores.CAPPED;
            case 2 -> AttentionKernel.Scores.MASKED;
            case 3 -> AttentionKernel.Scores.SHARES;
            default -> throw new OperatorException("qk_matmul_output_mode " + a.integer("qk_matmul_output_mode") + " is not supported");
        };
        return new Attention(a.integer("q_num_heads", 0), a.integer("kv_num_heads", 0), a.floating("scale", 0), a.floating("softcap", 0),
            a.flag("is_causal", false), a.integer("left_window_size", -1), a.integer("right_window_size", -1), scores, List.copyOf(wanted));
    }

    /** The three sides, keys and values without what is cached. */
    private record Sides(Heads query, Heads key, Heads value, int past) {}

    private Sides sides(Shape q, Shape k, Shape v, Optional<Shape> pastKey, Optional<Shape> pastValue) {
        Heads query = Heads.of(q, queryHeads);
        Heads key = Heads.of(k, keyHeads);
        Heads value = Heads.of(v, keyHeads);
        boolean fits = query.batch() == key.batch() && key.batch() == value.batch() && query.size() == key.size() && key.count() == value.count()
            && key.steps() == value.steps() && key.count() > 0 && query.count() % key.count() == 0 && pastKey.isPresent() == pastValue.isPresent();
        int past = 0;
        if (pastKey.isPresent()) {
            past = pastKey.get().rank() == 4 ? pastKey.get().dim(2) : -1;
            fits &= past >= 0 && pastKey.get().equals(Shape.of(key.batch(), key.count(), past, key.size()))
                && pastValue.get().equals(Shape.of(key.batch(), key.count(), past, value.size()));
        }
        if (!fits) {
            throw new OperatorException("queries of shape " + q + ", keys " + k + " and values " + v + " do not fit each other"
                + pastKey.map(shape -> " or a cache of shape " + shape).orElse(""));
        }
        return new Sides(query, key, value, past);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        DType dtype = operands.dtype(0);
        if (dtype != DType.F32 && dtype != DType.F64 && !Halves.isHalf(dtype) || operands.dtype(1) != dtype || operands.dtype(2) != dtype) {
            throw new OperatorException("takes floating point numbers of one type, got " + dtype + ", " + operands.dtype(1) + " and "
                + operands.dtype(2));
        }
        Sides s = sides(operands.shape(0), operands.shape(1), operands.shape(2),
            operands.has(4) ? Optional.of(operands.shape(4)) : Optional.empty(), operands.has(5) ? Optional.of(operands.shape(5)) : Optional.empty());
        int total = s.past + s.key.steps();
        if (operands.has(3)) {
            checkMask(operands.type(3), dtype, s.query, total);
        }
        if (operands.has(6) && !operands.type(6).equals(new TensorType(DType.I64, Shape.of(s.query.batch())))) {
            throw new OperatorException("valid lengths " + operands.type(6) + " do not fit a batch of " + s.query.batch());
        }
        Heads q = s.query;
        Shape y = operands.shape(0).rank() == 3 ? Shape.of(q.batch(), q.steps(), q.count() * s.value.size())
            : Shape.of(q.batch(), q.count(), q.steps(), s.value.size());
        return List.of(new TensorType(dtype, y), new TensorType(dtype, Shape.of(q.batch(), s.key.count(), total, s.key.size())),
            new TensorType(dtype, Shape.of(q.batch(), s.key.count(), total, s.value.size())),
            new TensorType(dtype, Shape.of(q.batch(), q.count(), q.steps(), total)));
    }

    private static void checkMask(TensorType mask, DType dtype, Heads q, int total) {
        int[] wanted = {q.batch(), q.count(), q.steps()};
        int rank = mask.shape().rank();
        boolean fits = (mask.dtype() == DType.BOOL || mask.dtype() == dtype) && rank >= 1 && rank <= 4 && mask.shape().dim(-1) <= total;
        for (int i = 0; fits && i < rank - 1; i++) {
            int extent = mask.shape().dim(i);
            fits = extent == 1 || extent == wanted[i + 4 - rank];
        }
        if (!fits) {
            throw new OperatorException("a mask " + mask + " does not fit " + q.steps() + " queries and " + total + " keys");
        }
    }

    @Override
    public void lower(Lowering to) {
        Sides s = sides(to.input(0).shape(), to.input(1).shape(), to.input(2).shape(),
            to.has(4) ? Optional.of(to.input(4).shape()) : Optional.empty(), to.has(5) ? Optional.of(to.input(5).shape()) : Optional.empty());
        Operand key = present(to, 1, s.key, s.past);
        Operand value = present(to, 2, s.value, s.past);
        if (to.output(0).shape().size() == 0 && scores == AttentionKernel.Scores.NONE) {
            return;
        }
        Heads keys = Heads.of(key.shape(), keyHeads);
        Heads values = Heads.of(value.shape(), keyHeads);
        DType dtype = to.input(0).dtype();
        DType sums = Halves.sum(dtype);
        int rows = s.query.batch() * s.query.count() * s.query.steps();
        int total = s.past + s.key.steps();
        List<Operand> buffers = new ArrayList<>(List.of(to.input(0), key, value));
        int[] mask = new int[4];
        Optional<DType> maskType = Optional.empty();
        if (to.has(3)) {
            buffers.add(to.input(3));
            maskType = Optional.of(to.input(3).dtype());
            mask = maskPitches(to.input(3).shape());
        }
        if (to.has(6)) {
            buffers.add(to.input(6));
        }
        Heads q = s.query;
        Operand y = sums == dtype ? to.output(0) : to.scratch(sums, to.output(0).shape());
        buffers.add(y);
        buffers.add(to.scratch(sums, Shape.of(rows, total)));
        if (scores != AttentionKernel.Scores.NONE) {
            buffers.add(to.output(3));
        }
        float factor = scale == 0 ? Numbers.round(1 / Math.sqrt(q.size())) : scale;
        AttentionKernel kernel = new AttentionKernel(dtype, sums, maskType, to.has(6), causal, left, right, factor, softcap, scores);
        boolean packed = to.input(0).shape().rank() == 3;
        int width = values.size();
        if (rows > 0) {
            to.call(kernel.kernel(), buffers, q.batch(), q.count(), q.steps(), q.size(), q.count() / keys.count(), total, width, s.past,
                q.batchPitch(), q.headPitch(), q.stepPitch(), keys.batchPitch(), keys.headPitch(), keys.stepPitch(),
                values.batchPitch(), values.headPitch(), values.stepPitch(),
                q.count() * q.steps() * width, packed ? width : q.steps() * width, packed ? q.count() * width : width,
                mask[0], mask[1], mask[2], mask[3]);
        }
        if (sums != dtype) {
            Halves.round(to, y, to.output(0));
        }
    }

    /** Pitches of batch, heads and queries, 0 where the mask is the same for all; and how many keys it speaks of. */
    private static int[] maskPitches(Shape mask) {
        int[] pitches = new int[4];
        int[] strides = mask.strides();
        for (int i = 0; i < mask.rank() - 1; i++) {
            pitches[i + 4 - mask.rank()] = mask.dim(i) == 1 ? 0 : strides[i];
        }
        pitches[3] = mask.dim(-1);
        return pitches;
    }

    /** Keys or values with what is cached before them; the input itself where nothing is. */
    private Operand present(Lowering to, int input, Heads heads, int past) {
        Operand given = to.input(input);
        boolean cached = to.has(input + 3);
        if (!cached && !wanted.get(input)) {
            return given;
        }
        Operand target = to.output(input);
        int steps = past + heads.steps();
        int[] into = {heads.count() * steps * heads.size(), steps * heads.size(), heads.size(), 1};
        if (cached) {
            Operand before = to.input(input + 3);
            StridedCopy.copy(to, before, Layout.of(before.shape()), target, new Layout(0, into), heads.batch(), heads.count(), past, heads.size());
        }
        StridedCopy.copy(to, given, new Layout(0, new int[] {heads.batchPitch(), heads.headPitch(), heads.stepPitch(), 1}), target,
            new Layout(past * heads.size(), into), heads.batch(), heads.count(), heads.steps(), heads.size());
        return target;
    }
}
