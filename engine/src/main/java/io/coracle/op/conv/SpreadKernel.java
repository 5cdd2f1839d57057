package io.coracle.op.conv;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Adds every input element, times a filter, to the windows of the planes of its group. A plane belongs to one thread. */
record SpreadKernel(DType input, DType weights, DType sums, boolean unit, boolean biased) {
    /** @param bias one operand or none */
    static void call(Lowering to, Operand input, Operand weights, List<Operand> bias, Operand full, Spread s, int groups) {
        int depth = input.shape().dim(1) / groups;
        int perGroup = weights.shape().dim(1);
        int planes = input.shape().dim(0) * perGroup * groups;
        Shape f = s.full(planes);
        List<Operand> buffers = new ArrayList<>(List.of(input, weights));
        buffers.addAll(bias);
        buffers.add(full);
        to.call(new SpreadKernel(input.dtype(), weights.dtype(), full.dtype(), s.stride()[2] == 1, !bias.isEmpty()).kernel(), buffers,
            planes, perGroup * groups, perGroup, depth, groups, f.dim(1), f.dim(2), f.dim(3), s.in()[0], s.in()[1], s.in()[2],
            s.size()[0], s.size()[1], s.size()[2], s.stride()[0], s.stride()[1], s.stride()[2],
            s.dilation()[0], s.dilation()[1], s.dilation()[2]);
    }

    Kernel kernel() {
        KernelBuilder k = new KernelBuilder("conv_transposed");
        Buffer x = k.input("x", input);
        Buffer w = k.input("w", weights);
        Buffer b = biased ? k.input("bias", weights) : w;
        Buffer y = k.output("y", sums);
        Expr planes = k.parameter("planes");
        Expr channels = k.parameter("channels");
        Expr perGroup = k.parameter("per_group");
        Expr depth = k.parameter("depth");
        Expr groups = k.parameter("groups");
        Expr[] full = {k.parameter("full_d"), k.parameter("full_h"), k.parameter("full_w")};
        Expr[] in = {k.parameter("in_d"), k.parameter("in_h"), k.parameter("in_w")};
        Expr[] size = {k.parameter("size_d"), k.parameter("size_h"), k.parameter("size_w")};
        Expr[] stride = {k.parameter("stride_d"), k.parameter("stride_h"), k.parameter("stride_w")};
        Expr[] dilation = {k.parameter("dilation_d"), k.parameter("dilation_h"), k.parameter("dilation_w")};
        Expr plane = k.let("plane", full[0].times(full[1]).times(full[2]));
        Expr inPlane = k.let("in_plane", in[0].times(in[1]).times(in[2]));
        k.parallel(planes, p -> {
            Expr image = k.let("image", p.over(channels));
            Expr channel = k.let("channel", p.modulo(channels));
            Expr group = k.let("group", channel.over(perGroup));
            Expr into = k.let("into", p.times(plane));
            Expr start = biased ? k.let("start", k.load(b, channel)) : Scalar.of(sums) == Scalar.F64 ? Expr.f64(0) : Expr.f32(0);
            k.vector(plane, v -> k.store(y, into.plus(v), start));
            k.serial(depth, c -> {
                Expr from = k.let("from", image.times(groups).plus(group).times(depth).plus(c).times(inPlane));
                Expr filter = k.let("filter", group.times(depth).plus(c).times(perGroup).plus(channel.modulo(perGroup)));
                k.serial(size[0], kd -> k.serial(size[1], kh -> k.serial(size[2], kw -> {
                    Expr factor = k.let("factor", k.load(w, filter.times(size[0]).plus(kd).times(size[1]).plus(kh).times(size[2]).plus(kw)));
                    k.serial(in[0], d -> k.serial(in[1], h -> {
                        Expr source = k.let("source", from.plus(d.times(in[1]).plus(h).times(in[2])));
                        Expr slice = d.times(stride[0]).plus(kd.times(dilation[0])).times(full[1]);
                        Expr row = slice.plus(h.times(stride[1])).plus(kh.times(dilation[1])).times(full[2]);
                        Expr target = k.let("target", into.plus(row).plus(kw.times(dilation[2])));
                        k.vector(in[2], v -> {
                            Expr at = k.let("at", target.plus(unit ? v : v.times(stride[2])));
                            Expr value = k.load(x, source.plus(v));
                            Expr sum = k.load(y, at);
                            k.store(y, at, Scalar.of(sums) == Scalar.F32 ? value.fma(factor, sum) : value.times(factor).plus(sum));
                        });
                    }));
                })));
            });
        });
        return k.build();
    }
}
