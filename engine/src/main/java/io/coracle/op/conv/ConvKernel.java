package io.coracle.op.conv;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolution as a loop nest: a few output channels together, row by row, adding the products of a few taps in one pass over the
 * row. A tap is a place in the window, or an input channel where windows are single elements.
 *
 * @param block output channels together
 * @param taps products added in one pass
 * @param pointwise whether taps are input channels
 * @param unit whether windows are neighbours along the row
 */
record ConvKernel(DType input, DType weights, DType sums, int block, int taps, boolean pointwise, boolean unit, boolean biased) {
    private static final int MOST_TAPS = 7;

    /** @param bias one operand or none */
    static void call(Lowering to, Windows.Planes planes, Operand weights, List<Operand> bias, Operand output, Windows w, int groups) {
        call(to, planes, weights, weights.shape().dim(1), bias, output, w, groups);
    }

    /** @param depth input channels of a group, where the weights' shape has more axes for them */
    static void call(Lowering to, Windows.Planes planes, Operand weights, int depth, List<Operand> bias, Operand output, Windows w,
                     int groups) {
        int channels = weights.shape().dim(0);
        int images = output.shape().dim(0);
        boolean pointwise = w.sizeOfWindow() == 1;
        int taps = pointwise ? (depth % 4 == 0 && depth > 0 ? 4 : 1) : w.size()[2] <= MOST_TAPS ? w.size()[2] : 1;
        int perGroup = channels / groups;
        int block = perGroup % 4 == 0 ? 4 : perGroup % 2 == 0 ? 2 : 1;
        int[] out = w.out().clone();
        int rowPitch = planes.rowPitch();
        int slicePitch = planes.slicePitch();
        boolean whole = pointwise && planes.pitch() == w.outSize();
        if (whole) {
            out = new int[] {1, 1, w.outSize()};
        }
        ConvKernel spec = new ConvKernel(planes.operand().dtype(), weights.dtype(), output.dtype(), block, taps, pointwise,
            w.stride()[2] == 1 || whole, !bias.isEmpty());
        List<Operand> buffers = new ArrayList<>(List.of(planes.operand(), weights));
        buffers.addAll(bias);
        buffers.add(output);
        to.call(spec.kernel(), buffers, images * channels / block, channels / block, perGroup / block, depth, planes.pitch(), slicePitch,
            rowPitch, out[0], out[1], out[2], w.size()[0], w.size()[1], w.size()[2], w.stride()[0], w.stride()[1], w.stride()[2],
            w.dilation()[0], w.dilation()[1], w.dilation()[2]);
    }

    Kernel kernel() {
        KernelBuilder k = new KernelBuilder(pointwise ? "conv_pointwise" : "conv");
        Buffer x = k.input("x", input);
        Buffer w = k.input("w", weights);
        Buffer b = biased ? k.input("bias", weights) : w;
        Buffer y = k.output("y", sums);
        Expr rows = k.parameter("blocks");
        Expr blocksPerImage = k.parameter("blocks_per_image");
        Expr blocksPerGroup = k.parameter("blocks_per_group");
        Expr depth = k.parameter("depth");
        Expr pitch = k.parameter("pitch");
        Expr slicePitch = k.parameter("slice_pitch");
        Expr rowPitch = k.parameter("row_pitch");
        Expr[] out = {k.parameter("out_d"), k.parameter("out_h"), k.parameter("out_w")};
        Expr[] size = {k.parameter("size_d"), k.parameter("size_h"), k.parameter("size_w")};
        Expr[] stride = {k.parameter("stride_d"), k.parameter("stride_h"), k.parameter("stride_w")};
        Expr[] dilation = {k.parameter("dilation_d"), k.parameter("dilation_h"), k.parameter("dilation_w")};
        Expr window = k.let("window", size[0].times(size[1]).times(size[2]));
        Expr groups = k.let("groups", blocksPerImage.over(blocksPerGroup));
        Expr outSize = k.let("out_size", out[0].times(out[1]).times(out[2]));
        k.parallel(rows, p -> {
            Expr image = k.let("image", p.over(blocksPerImage));
            Expr inImage = k.let("in_image", p.modulo(blocksPerImage));
            Expr group = k.let("group", inImage.over(blocksPerGroup));
            Expr from = k.let("from", image.times(groups).plus(group).times(depth).times(pitch));
            Expr filter = k.let("filter", inImage.times(block));
            Expr into = k.let("into", p.times(block));
            k.serial(out[0], d -> k.serial(out[1], h -> {
                Expr corner = k.let("corner", from.plus(d.times(stride[0]).times(slicePitch)).plus(h.times(stride[1]).times(rowPitch)));
                Expr line = k.let("line", d.times(out[1]).plus(h).times(out[2]));
                Expr[] targets = new Expr[block];
                for (int j = 0; j < block; j++) {
                    targets[j] = k.let("target" + j, into.plus(j).times(outSize).plus(line));
                    Expr start = biased ? k.let("bias" + j, k.load(b, filter.plus(j))) : zero();
                    Expr target = targets[j];
                    k.vector(out[2], v -> k.store(y, target.plus(v), start));
                }
                if (pointwise) {
                    k.serial(depth.over(taps), quad -> {
                        Expr c = k.let("c", quad.times(taps));
                        Expr source = k.let("source", corner.plus(c.times(pitch)));
                        pass(k, x, w, y, source, pitch, filter, depth, c, targets, out[2], stride[2]);
                    });
                } else {
                    k.serial(depth, c -> k.serial(size[0], kd -> k.serial(size[1], kh -> {
                        Expr source = k.let("source", corner.plus(c.times(pitch)).plus(kd.times(dilation[0]).times(slicePitch))
                            .plus(kh.times(dilation[1]).times(rowPitch)));
                        Expr weight = k.let("weight", c.times(size[0]).plus(kd).times(size[1]).plus(kh).times(size[2]));
                        Expr filterSize = depth.times(window);
                        if (taps > 1) {
                            pass(k, x, w, y, source, dilation[2], filter, filterSize, weight, targets, out[2], stride[2]);
                        } else {
                            k.serial(size[2], kw -> pass(k, x, w, y, source.plus(kw.times(dilation[2])), dilation[2], filter, filterSize,
                                weight.plus(kw), targets, out[2], stride[2]));
                        }
                    })));
                }
            }));
        });
        return k.build();
    }

    private Expr zero() {
        return switch (Scalar.of(sums)) {
            case F64 -> Expr.f64(0);
            case I32 -> Expr.i32(0);
            default -> Expr.f32(0);
        };
    }

    /** Adds the products of all taps to one row of each output channel. */
    private void pass(KernelBuilder k, Buffer x, Buffer w, Buffer y, Expr source, Expr tapPitch, Expr filter, Expr filterSize, Expr weight,
                      Expr[] targets, Expr length, Expr stride) {
        Expr[][] factors = new Expr[block][taps];
        for (int j = 0; j < block; j++) {
            Expr row = k.let("row" + j, filter.plus(j).times(filterSize).plus(weight));
            for (int t = 0; t < taps; t++) {
                factors[j][t] = k.let("w" + j + "_" + t, k.load(w, row.plus(t)));
            }
        }
        Expr[] sources = new Expr[taps];
        for (int t = 0; t < taps; t++) {
            sources[t] = k.let("source" + t, source.plus(tapPitch.times(t)));
        }
        k.vector(length, v -> {
            Expr at = unit ? v : v.times(stride);
            Expr[] values = new Expr[taps];
            for (int t = 0; t < taps; t++) {
                values[t] = k.let("x" + t, k.load(x, sources[t].plus(at)));
            }
            for (int j = 0; j < block; j++) {
                Expr sum = k.load(y, targets[j].plus(v));
                for (int t = 0; t < taps; t++) {
                    sum = Scalar.of(sums) == Scalar.F32 ? values[t].fma(factors[j][t], sum) : values[t].times(factors[j][t]).plus(sum);
                }
                k.store(y, targets[j].plus(v), sum);
            }
        });
    }
}
