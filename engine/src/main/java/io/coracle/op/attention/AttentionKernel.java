package io.coracle.op.attention;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Functions;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.tensor.DType;
import java.util.Optional;

/**
 * Attention, one query after the other: its scores, their softmax, and the sum of the values they weigh. A query that may see no key
 * gives zeros.
 *
 * @param lengths whether an input says how many keys of each batch are valid
 */
record AttentionKernel(DType dtype, DType sums, Optional<DType> mask, boolean lengths, boolean causal, int left, int right, float scale,
                       float softcap, Scores scores) {
    /** What is given besides the result. */
    enum Scores {
        NONE,
        /** Scaled products of queries and keys. */
        PRODUCTS,
        /** The same, capped. */
        CAPPED,
        /** The same, with the mask added. */
        MASKED,
        /** What softmax makes of them. */
        SHARES
    }

    Kernel kernel() {
        KernelBuilder k = new KernelBuilder("attention");
        Buffer q = k.input("q", dtype);
        Buffer keys = k.input("keys", dtype);
        Buffer values = k.input("values", dtype);
        Buffer masks = mask.isPresent() ? k.input("mask", mask.get()) : q;
        Buffer valid = lengths ? k.input("valid", DType.I64) : q;
        Buffer y = k.output("y", sums);
        Buffer row = k.output("row", sums);
        Buffer given = scores != Scores.NONE ? k.output("scores", dtype) : row;
        Expr batch = k.parameter("batch");
        Expr heads = k.parameter("heads");
        Expr steps = k.parameter("steps");
        Expr size = k.parameter("size");
        Expr group = k.parameter("group");
        Expr total = k.parameter("total");
        Expr width = k.parameter("width");
        Expr past = k.parameter("past");
        Expr[] queryPitch = pitches(k, "q");
        Expr[] keyPitch = pitches(k, "k");
        Expr[] valuePitch = pitches(k, "v");
        Expr[] outPitch = pitches(k, "y");
        Expr[] maskPitch = pitches(k, "mask");
        Expr masked = k.parameter("masked");
        k.parallel(batch.times(heads).times(steps), p -> {
            Expr image = k.let("image", p.over(steps).over(heads));
            Expr head = k.let("head", p.over(steps).modulo(heads));
            Expr step = k.let("step", p.modulo(steps));
            Expr keyHead = k.let("key_head", head.over(group));
            Expr query = k.let("query", at(queryPitch, image, head, step));
            Expr keyStart = k.let("key_start", at(keyPitch, image, keyHead, Expr.i32(0)));
            Expr valueStart = k.let("value_start", at(valuePitch, image, keyHead, Expr.i32(0)));
            Expr into = k.let("into", p.times(total));
            Expr count = lengths ? k.let("count", k.load(valid, image).max(Expr.i64(0)).min(total.cast(Scalar.I64)).cast(Scalar.I32)) : total;
            // Where the query stands among the keys: behind the cache, or at the end of the valid ones.
            Expr place = k.let("place", lengths ? step.plus(past.eq(Expr.i32(0)).select(count.minus(steps), past)) : step.plus(past));
            Expr end = causal ? place.plus(1).min(count) : count;
            Expr last = k.let("last", clamp(right >= 0 ? end.min(place.plus(right + 1)) : end, total));
            Expr first = k.let("first", left >= 0 ? clamp(place.minus(left), total) : Expr.i32(0));
            boolean all = scores == Scores.PRODUCTS || scores == Scores.CAPPED;
            k.loop("t", all ? Expr.i32(0) : first, all ? total : last, 1, Mode.SERIAL, t -> {
                Expr key = k.let("key", keyStart.plus(t.times(keyPitch[2])));
                Expr.Var sum = k.accumulator("sum", number(0));
                k.vector(size, v -> {
                    Expr a = k.load(q, query.plus(v));
                    Expr b = k.load(keys, key.plus(v));
                    k.assign(sum, sums == DType.F32 ? a.fma(b, sum) : sum.plus(a.times(b)));
                });
                k.store(row, into.plus(t), sum.times(Expr.like(sum, scale)));
            });
            give(k, Scores.PRODUCTS, given, row, into, total);
            if (softcap > 0) {
                k.vector(total, v -> {
                    Expr score = k.load(row, into.plus(v));
                    Expr cap = Expr.like(score, softcap);
                    k.store(row, into.plus(v), Functions.tanh(score.over(cap)).times(cap));
                });
            }
            give(k, Scores.CAPPED, given, row, into, total);
            if (mask.isPresent()) {
                Expr maskStart = k.let("mask_start", at(maskPitch, image, head, step));
                k.loop("m", Expr.i32(0), masked.min(total), 1, Mode.VECTOR, v -> {
                    Expr score = k.load(row, into.plus(v));
                    Expr allowed = k.load(masks, maskStart.plus(v));
                    Expr sum = mask.get() == DType.BOOL ? allowed.ne(Expr.i32(0)).select(score, lowest())
                        // Whatever the score is, a masked key stays masked.
                        : allowed.eq(lowest()).select(lowest(), score.plus(allowed));
                    k.store(row, into.plus(v), sum);
                });
                k.loop("m", masked, total, 1, Mode.VECTOR, v -> k.store(row, into.plus(v), lowest()));
            }
            k.loop("m", Expr.i32(0), first, 1, Mode.VECTOR, v -> k.store(row, into.plus(v), lowest()));
            k.loop("m", last, total, 1, Mode.VECTOR, v -> k.store(row, into.plus(v), lowest()));
            give(k, Scores.MASKED, given, row, into, total);
            softmax(k, row, into, total);
            give(k, Scores.SHARES, given, row, into, total);
            Expr out = k.let("out", at(outPitch, image, head, step));
            k.vector(width, v -> k.store(y, out.plus(v), number(0)));
            k.loop("t", first, last, 1, Mode.SERIAL, t -> {
                Expr share = k.let("share", k.load(row, into.plus(t)));
                Expr value = k.let("value", valueStart.plus(t.times(valuePitch[2])));
                k.when(share.ne(number(0)), () -> k.vector(width, v -> {
                    Expr sum = k.load(y, out.plus(v));
                    Expr element = k.load(values, value.plus(v));
                    k.store(y, out.plus(v), sums == DType.F32 ? element.fma(share, sum) : sum.plus(element.times(share)));
                }));
            });
        });
        return k.build();
    }

    private static Expr[] pitches(KernelBuilder k, String side) {
        return new Expr[] {k.parameter(side + "_batch"), k.parameter(side + "_head"), k.parameter(side + "_step")};
    }

    private static Expr at(Expr[] pitch, Expr batch, Expr head, Expr step) {
        return batch.times(pitch[0]).plus(head.times(pitch[1])).plus(step.times(pitch[2]));
    }

    private static Expr clamp(Expr x, Expr total) {
        return x.max(Expr.i32(0)).min(total);
    }

    private Expr number(double value) {
        return sums == DType.F64 ? Expr.f64(value) : Expr.f32((float) value);
    }

    private Expr lowest() {
        return number(Double.NEGATIVE_INFINITY);
    }

    private void give(KernelBuilder k, Scores which, Buffer given, Buffer row, Expr into, Expr total) {
        if (which == scores) {
            k.vector(total, v -> k.store(given, into.plus(v), k.load(row, into.plus(v))));
        }
    }

    private void softmax(KernelBuilder k, Buffer row, Expr into, Expr total) {
        Expr.Var highest = k.accumulator("highest", lowest());
        k.vector(total, v -> k.assign(highest, highest.max(k.load(row, into.plus(v)))));
        Expr none = k.let("none", highest.eq(lowest()));
        Expr shift = k.let("shift", none.select(number(0), highest));
        Expr.Var sum = k.accumulator("sum", number(0));
        k.vector(total, v -> {
            Expr share = k.let("share", Functions.exp(k.load(row, into.plus(v)).minus(shift)));
            k.store(row, into.plus(v), share);
            k.assign(sum, sum.plus(share));
        });
        Expr divisor = k.let("divisor", none.select(number(1), sum));
        k.vector(total, v -> k.store(row, into.plus(v), k.load(row, into.plus(v)).over(divisor)));
    }
}
