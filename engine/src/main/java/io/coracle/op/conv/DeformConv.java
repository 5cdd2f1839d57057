package io.coracle.op.conv;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
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
 * A convolution whose taps are moved by offsets that are data. ONNX DeformConv-19 to 22, in two dimensions: X [N, C, H, W], W
 * [M, C / groups, …], offsets [N, offset groups × taps × 2, …], B [M], mask [N, offset groups × taps, …]. The taps of all windows are
 * gathered first; what is left is a pointwise convolution.
 */
record DeformConv(Sliding sliding, int groups, int offsetGroups) implements Operator.Lowered {
    static DeformConv of(Attributes attributes) {
        return new DeformConv(Sliding.of(attributes), attributes.integer("group", 1), attributes.integer("offset_group", 1));
    }

    private Windows windows(Shape input, Shape weights) {
        return sliding.over(input, Sliding.space(weights), false);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape input = operands.shape(0);
        Shape weights = operands.shape(1);
        DType dtype = operands.dtype(0);
        Conv.check(dtype, operands.dtype(1));
        boolean fits = input.rank() == 4 && weights.rank() == 4 && groups > 0 && input.dim(1) == (long) weights.dim(1) * groups
            && weights.dim(0) % groups == 0 && offsetGroups > 0 && input.dim(1) % offsetGroups == 0 && input.product(1, 4) > 0;
        if (!fits) {
            throw new OperatorException("weights " + operands.type(1) + " in " + groups + " groups do not fit input " + operands.type(0));
        }
        Windows windows = windows(input, weights);
        int taps = offsetGroups * windows.sizeOfWindow();
        fits = operands.type(2).equals(new TensorType(dtype, windows.result(input.dim(0), 2 * taps)))
            && (!operands.has(3) || operands.type(3).equals(new TensorType(dtype, Shape.of(weights.dim(0)))))
            && (!operands.has(4) || operands.type(4).equals(new TensorType(dtype, windows.result(input.dim(0), taps))));
        if (!fits) {
            throw new OperatorException("offsets " + operands.type(2) + " do not fit input " + operands.type(0) + " and weights "
                + operands.type(1));
        }
        return List.of(new TensorType(dtype, windows.result(input.dim(0), weights.dim(0))));
    }

    @Override
    public void lower(Lowering to) {
        Operand input = to.input(0);
        Operand weights = to.input(1);
        Operand output = to.output(0);
        Shape shape = input.shape();
        if (output.shape().size() == 0) {
            return;
        }
        Windows w = windows(shape, weights.shape());
        int taps = w.sizeOfWindow();
        DType sums = Halves.sum(output.dtype());
        Operand gathered = to.scratch(sums, Shape.of(shape.dim(0), shape.dim(1) * taps, w.outSize()));
        List<Operand> buffers = new ArrayList<>(List.of(input, to.input(2)));
        if (to.has(4)) {
            buffers.add(to.input(4));
        }
        buffers.add(gathered);
        to.call(gather(input.dtype(), sums, to.has(4)), buffers, shape.dim(0), shape.dim(1), shape.dim(1) / offsetGroups, shape.dim(2),
            shape.dim(3), w.size()[1], w.size()[2], w.out()[1], w.out()[2], w.stride()[1], w.stride()[2], w.dilation()[1], w.dilation()[2],
            w.before()[1], w.before()[2]);
        Operand result = sums == output.dtype() ? output : to.scratch(sums, output.shape());
        int[] ones = {1, 1, 1};
        int[] line = {1, 1, w.outSize()};
        Windows points = new Windows(1, line, ones, ones, ones, new int[3], new int[3], line);
        ConvKernel.call(to, points.pad(to, gathered, gathered), weights, weights.shape().dim(1) * taps,
            to.has(3) ? List.of(to.input(3)) : List.of(), result, points, groups);
        if (sums != output.dtype()) {
            Halves.round(to, result, output);
        }
    }

    /** The elements, interpolated, that each tap of each window sees: channels × taps rows for each image. */
    private static Kernel gather(DType dtype, DType sums, boolean masked) {
        KernelBuilder k = new KernelBuilder("deform");
        Buffer x = k.input("x", dtype);
        Buffer offsets = k.input("offsets", dtype);
        Buffer mask = masked ? k.input("mask", dtype) : x;
        Buffer y = k.output("y", sums);
        Expr batch = k.parameter("batch");
        Expr channels = k.parameter("channels");
        Expr perOffset = k.parameter("per_offset_group");
        Expr[] extent = {k.parameter("height"), k.parameter("width")};
        Expr[] size = {k.parameter("taps_down"), k.parameter("taps_across")};
        Expr[] out = {k.parameter("out_h"), k.parameter("out_w")};
        Expr[] stride = {k.parameter("stride_h"), k.parameter("stride_w")};
        Expr[] dilation = {k.parameter("dilation_h"), k.parameter("dilation_w")};
        Expr[] before = {k.parameter("before_h"), k.parameter("before_w")};
        Expr taps = k.let("taps", size[0].times(size[1]));
        Expr offsetGroups = k.let("offset_groups", channels.over(perOffset));
        Expr plane = k.let("plane", out[0].times(out[1]));
        k.parallel(batch.times(channels).times(taps), p -> {
            Expr tap = k.let("tap", p.modulo(taps));
            Expr image = k.let("image", p.over(taps).over(channels));
            Expr channel = k.let("channel", p.over(taps).modulo(channels));
            Expr group = k.let("group", image.times(offsetGroups).plus(channel.over(perOffset)).times(taps).plus(tap));
            Expr from = k.let("from", image.times(channels).plus(channel).times(extent[0]).times(extent[1]));
            Expr[] start = {tap.over(size[1]).times(dilation[0]).minus(before[0]), tap.modulo(size[1]).times(dilation[1]).minus(before[1])};
            k.serial(out[0], i -> k.serial(out[1], j -> {
                Expr at = k.let("at", i.times(out[1]).plus(j));
                Expr[] index = {i, j};
                Expr[][] neighbour = new Expr[2][2];
                Expr[][] weight = new Expr[2][2];
                for (int axis = 0; axis < 2; axis++) {
                    Expr moved = k.load(offsets, group.times(2).plus(axis).times(plane).plus(at));
                    Expr place = k.let("place", moved.plus(index[axis].times(stride[axis]).plus(start[axis]).cast(moved.type().scalar())));
                    Expr low = k.let("low", place.floor());
                    Expr ratio = k.let("ratio", place.minus(low));
                    for (int side = 0; side < 2; side++) {
                        Expr one = Expr.like(place, 1);
                        Expr zero = Expr.like(place, 0);
                        Expr pixel = side == 0 ? low : low.plus(one);
                        Expr inside = zero.le(pixel).and(pixel.lt(extent[axis].cast(place.type().scalar())));
                        neighbour[axis][side] = k.let("neighbour", pixel.cast(Scalar.I32).max(Expr.i32(0)).min(extent[axis].minus(1)));
                        weight[axis][side] = k.let("weight", inside.select(side == 0 ? one.minus(ratio) : ratio, zero));
                    }
                }
                Expr sum = Expr.like(weight[0][0], 0);
                for (int corner = 0; corner < 4; corner++) {
                    Expr pixel = neighbour[0][corner / 2].times(extent[1]).plus(neighbour[1][corner % 2]);
                    sum = sum.plus(k.load(x, from.plus(pixel)).times(weight[0][corner / 2].times(weight[1][corner % 2])));
                }
                k.store(y, p.times(plane).plus(at), masked ? sum.times(k.load(mask, group.times(plane).plus(at))) : sum);
            }));
        });
        return k.build();
    }
}
