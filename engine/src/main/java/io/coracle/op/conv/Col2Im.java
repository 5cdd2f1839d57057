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
import io.coracle.op.move.Box;
import io.coracle.op.move.Fill;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Adds columns, one for each window, back into an image. ONNX Col2Im-18: columns [N, C × window, windows]. */
record Col2Im(Sliding sliding) implements Operator.Lowered {
    static Col2Im of(Attributes attributes) {
        return new Col2Im(Sliding.of(attributes));
    }

    @Override
    public boolean needsContents(int input) {
        return input > 0;
    }

    private Spread spread(Tensor image, Tensor block, Shape columns) {
        int spatial = image.size();
        if (spatial < 1 || spatial > 3 || block.size() != spatial || columns.rank() != 3) {
            throw new OperatorException("an image of " + image + " and blocks of " + block + " do not fit columns of shape " + columns);
        }
        int[] stride = sliding.strides(spatial);
        int[] dilation = sliding.dilations(spatial);
        int[] before = sliding.padsBefore(spatial);
        int[] after = sliding.padsAfter(spatial);
        int[] in = {1, 1, 1};
        int[] size = {1, 1, 1};
        int[] out = {1, 1, 1};
        long windows = 1;
        for (int i = 3 - spatial; i < 3; i++) {
            long extent = image.longAt(i - 3 + spatial);
            long tap = block.longAt(i - 3 + spatial);
            long room = extent + before[i] + after[i] - (tap - 1) * dilation[i] - 1;
            if (extent < 1 || extent > 1 << 24 || tap < 1 || tap > extent + before[i] + after[i] || before[i] < 0 || room < 0) {
                throw new OperatorException("a block of " + block + " does not fit an image of " + image);
            }
            out[i] = (int) extent;
            size[i] = (int) tap;
            in[i] = (int) (room / stride[i] + 1);
            windows *= in[i];
        }
        if (windows != columns.dim(2) || columns.dim(1) % (size[0] * size[1] * size[2]) != 0) {
            throw new OperatorException("columns of shape " + columns + " do not fit " + windows + " windows of " + block);
        }
        return new Spread(spatial, in, size, stride, dilation, before, out);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape columns = operands.shape(0);
        if (!operands.dtype(0).isFloat() || !Scalar.holds(operands.dtype(0))) {
            throw new OperatorException("takes floating point numbers, got " + operands.dtype(0));
        }
        Spread spread = spread(operands.content(1), operands.content(2), columns);
        int taps = spread.size()[0] * spread.size()[1] * spread.size()[2];
        return List.of(new TensorType(operands.dtype(0), spread.result(columns.dim(0), columns.dim(1) / taps)));
    }

    @Override
    public void lower(Lowering to) {
        Operand output = to.output(0);
        if (output.shape().size() == 0) {
            return;
        }
        Spread s = spread(to.content(to.input(1)).orElseThrow(), to.content(to.input(2)).orElseThrow(), to.input(0).shape());
        int planes = output.shape().dim(0) * output.shape().dim(1);
        Shape full = s.full(planes);
        Operand sums = to.scratch(Halves.sum(output.dtype()), full);
        to.call(kernel(to.input(0).dtype(), sums.dtype()), List.of(to.input(0), sums), planes, full.dim(1), full.dim(2), full.dim(3),
            s.in()[0], s.in()[1], s.in()[2], s.size()[0], s.size()[1], s.size()[2], s.stride()[0], s.stride()[1], s.stride()[2],
            s.dilation()[0], s.dilation()[1], s.dilation()[2]);
        Shape into = Shape.of(planes, s.out()[0], s.out()[1], s.out()[2]);
        Operand cropped = sums.dtype() == output.dtype() ? output : to.scratch(sums.dtype(), into);
        Box.copyInto(to, sums, full, cropped, into, new int[] {0, -s.before()[0], -s.before()[1], -s.before()[2]}, Fill.number(to, sums, 0));
        if (cropped != output) {
            Halves.round(to, cropped, output);
        }
    }

    private static Kernel kernel(DType dtype, DType sums) {
        KernelBuilder k = new KernelBuilder("col2im");
        Buffer x = k.input("x", dtype);
        Buffer y = k.output("y", sums);
        Expr planes = k.parameter("planes");
        Expr[] full = {k.parameter("full_d"), k.parameter("full_h"), k.parameter("full_w")};
        Expr[] in = {k.parameter("in_d"), k.parameter("in_h"), k.parameter("in_w")};
        Expr[] size = {k.parameter("size_d"), k.parameter("size_h"), k.parameter("size_w")};
        Expr[] stride = {k.parameter("stride_d"), k.parameter("stride_h"), k.parameter("stride_w")};
        Expr[] dilation = {k.parameter("dilation_d"), k.parameter("dilation_h"), k.parameter("dilation_w")};
        Expr plane = k.let("plane", full[0].times(full[1]).times(full[2]));
        k.parallel(planes, p -> {
            Expr into = k.let("into", p.times(plane));
            k.vector(plane, v -> k.store(y, into.plus(v), Scalar.of(sums) == Scalar.F64 ? Expr.f64(0) : Expr.f32(0)));
            k.serial(size[0], kd -> k.serial(size[1], kh -> k.serial(size[2], kw -> {
                Expr tap = p.times(size[0]).plus(kd).times(size[1]).plus(kh).times(size[2]).plus(kw);
                Expr from = k.let("from", tap.times(in[0].times(in[1]).times(in[2])));
                k.serial(in[0], d -> k.serial(in[1], h -> {
                    Expr source = k.let("source", from.plus(d.times(in[1]).plus(h).times(in[2])));
                    Expr slice = d.times(stride[0]).plus(kd.times(dilation[0])).times(full[1]);
                    Expr row = slice.plus(h.times(stride[1])).plus(kh.times(dilation[1])).times(full[2]);
                    Expr target = k.let("target", into.plus(row).plus(kw.times(dilation[2])));
                    k.vector(in[2], v -> {
                        Expr at = k.let("at", target.plus(v.times(stride[2])));
                        k.store(y, at, k.load(y, at).plus(k.load(x, source.plus(v))));
                    });
                }));
            })));
        });
        return k.build();
    }
}
