package io.coracle.op.conv;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.tensor.DType;
import java.util.List;

/** Where the largest element of every window lies in the input, counted through all of it. */
record MaxIndexes(DType input, boolean columnMajor) {
    static void call(Lowering to, Windows.Planes planes, Operand indexes, int planeCount, Windows w, boolean columnMajor) {
        to.call(new MaxIndexes(planes.operand().dtype(), columnMajor).kernel(), List.of(planes.operand(), indexes),
            planeCount, planes.pitch(), planes.slicePitch(), planes.rowPitch(), w.out()[0], w.out()[1], w.out()[2],
            w.size()[0], w.size()[1], w.size()[2], w.stride()[0], w.stride()[1], w.stride()[2],
            w.dilation()[0], w.dilation()[1], w.dilation()[2], w.before()[0], w.before()[1], w.before()[2], w.in()[0], w.in()[1], w.in()[2]);
    }

    Kernel kernel() {
        KernelBuilder k = new KernelBuilder("pool_max_index");
        Buffer x = k.input("x", input);
        Buffer y = k.output("y", DType.I64);
        Expr planes = k.parameter("planes");
        Expr pitch = k.parameter("pitch");
        Expr slicePitch = k.parameter("slice_pitch");
        Expr rowPitch = k.parameter("row_pitch");
        Expr[] out = {k.parameter("out_d"), k.parameter("out_h"), k.parameter("out_w")};
        Expr[] size = {k.parameter("size_d"), k.parameter("size_h"), k.parameter("size_w")};
        Expr[] stride = {k.parameter("stride_d"), k.parameter("stride_h"), k.parameter("stride_w")};
        Expr[] dilation = {k.parameter("dilation_d"), k.parameter("dilation_h"), k.parameter("dilation_w")};
        Expr[] before = {k.parameter("before_d"), k.parameter("before_h"), k.parameter("before_w")};
        Expr[] in = {k.parameter("in_d"), k.parameter("in_h"), k.parameter("in_w")};
        k.parallel(planes.times(out[0]), p -> {
            Expr plane = k.let("plane", p.over(out[0]));
            Expr d = k.let("d", p.modulo(out[0]).times(stride[0]));
            k.serial(out[1], i -> k.serial(out[2], j -> {
                Expr h = k.let("h", i.times(stride[1]));
                Expr w = k.let("w", j.times(stride[2]));
                Expr from = k.let("from", plane.times(pitch));
                Expr.Var best = k.accumulator("best", k.load(x, from.plus(d.times(slicePitch)).plus(h.times(rowPitch)).plus(w)));
                Expr.Var found = k.accumulator("found", place(d, h, w, before, in));
                k.serial(size[0], kd -> k.serial(size[1], kh -> k.serial(size[2], kw -> {
                    Expr z = k.let("z", d.plus(kd.times(dilation[0])));
                    Expr r = k.let("r", h.plus(kh.times(dilation[1])));
                    Expr c = k.let("c", w.plus(kw.times(dilation[2])));
                    Expr value = k.let("value", k.load(x, from.plus(z.times(slicePitch)).plus(r.times(rowPitch)).plus(c)));
                    Expr larger = input == DType.U32 || input == DType.U64 ? new Expr.Compare(Expr.CompareOp.LTU, best, value)
                        : best.lt(value);
                    k.assign(found, larger.select(place(z, r, c, before, in), found));
                    k.assign(best, larger.select(value, best));
                })));
                Expr index = plane.times(in[0].times(in[1]).times(in[2])).plus(found);
                k.store(y, p.times(out[1]).plus(i).times(out[2]).plus(j), index.cast(Scalar.I64));
            }));
        });
        return k.build();
    }

    /** An element's index in its plane; of an element in the padding, that of the nearest one. */
    private Expr place(Expr d, Expr h, Expr w, Expr[] before, Expr[] in) {
        Expr z = clamp(d.minus(before[0]), in[0]);
        Expr r = clamp(h.minus(before[1]), in[1]);
        Expr c = clamp(w.minus(before[2]), in[2]);
        return columnMajor ? c.times(in[1]).plus(r).times(in[0]).plus(z) : z.times(in[1]).plus(r).times(in[2]).plus(c);
    }

    private static Expr clamp(Expr index, Expr extent) {
        return index.max(Expr.i32(0)).min(extent.minus(1));
    }
}
