package io.coracle.op.conv;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Functions;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Combines the elements of every window, row by row.
 *
 * @param power what elements are raised to before they are added, and what is taken the root of after; 0 for none
 * @param unit whether windows are neighbours along the row
 */
record PoolKernel(DType input, DType sums, Kind kind, double power, boolean unit) {
    /** How elements are combined. */
    enum Kind { MAXIMUM, SUM, MEAN }

    /** @param counts for {@link Kind#MEAN}, how many elements of a window count along each axis; otherwise none */
    static void call(Lowering to, Windows.Planes planes, Operand output, int planeCount, Windows w, Kind kind, double power,
                     List<Operand> counts) {
        PoolKernel spec = new PoolKernel(planes.operand().dtype(), output.dtype(), kind, power, w.stride()[2] == 1);
        List<Operand> buffers = new ArrayList<>(List.of(planes.operand()));
        buffers.addAll(counts);
        buffers.add(output);
        to.call(spec.kernel(), buffers, planeCount, planes.pitch(), planes.slicePitch(), planes.rowPitch(),
            w.out()[0], w.out()[1], w.out()[2], w.size()[0], w.size()[1], w.size()[2], w.stride()[0], w.stride()[1], w.stride()[2],
            w.dilation()[0], w.dilation()[1], w.dilation()[2]);
    }

    /** The number that changes no maximum: what windows find in the padding. */
    static Tensor lowest(DType dtype) {
        if (dtype.isFloat()) {
            return Tensor.of(dtype, Shape.SCALAR, Double.NEGATIVE_INFINITY);
        }
        return Tensor.of(dtype, Shape.SCALAR, dtype.isUnsigned() ? 0L : -1L << dtype.bits() - 1);
    }

    Kernel kernel() {
        KernelBuilder k = new KernelBuilder("pool_" + switch (kind) {
            case MAXIMUM -> "max";
            case SUM -> "sum";
            case MEAN -> "mean";
        });
        Buffer x = k.input("x", input);
        Buffer[] counts = new Buffer[3];
        for (int i = 0; i < 3 && kind == Kind.MEAN; i++) {
            counts[i] = k.input("counts" + i, sums);
        }
        Buffer y = k.output("y", sums);
        Expr planes = k.parameter("planes");
        Expr pitch = k.parameter("pitch");
        Expr slicePitch = k.parameter("slice_pitch");
        Expr rowPitch = k.parameter("row_pitch");
        Expr[] out = {k.parameter("out_d"), k.parameter("out_h"), k.parameter("out_w")};
        Expr[] size = {k.parameter("size_d"), k.parameter("size_h"), k.parameter("size_w")};
        Expr[] stride = {k.parameter("stride_d"), k.parameter("stride_h"), k.parameter("stride_w")};
        Expr[] dilation = {k.parameter("dilation_d"), k.parameter("dilation_h"), k.parameter("dilation_w")};
        k.parallel(planes.times(out[0]), p -> {
            Expr plane = k.let("plane", p.over(out[0]));
            Expr d = k.let("d", p.modulo(out[0]));
            Expr from = k.let("from", plane.times(pitch).plus(d.times(stride[0]).times(slicePitch)));
            k.serial(out[1], h -> {
                Expr corner = k.let("corner", from.plus(h.times(stride[1]).times(rowPitch)));
                Expr into = k.let("into", p.times(out[1]).plus(h).times(out[2]));
                k.vector(out[2], v -> k.store(y, into.plus(v), start(k, x, corner.plus(unit ? v : v.times(stride[2])))));
                k.serial(size[0], kd -> k.serial(size[1], kh -> k.serial(size[2], kw -> {
                    Expr source = k.let("source", corner.plus(kd.times(dilation[0]).times(slicePitch))
                        .plus(kh.times(dilation[1]).times(rowPitch)).plus(kw.times(dilation[2])));
                    k.vector(out[2], v -> {
                        Expr element = k.load(x, source.plus(unit ? v : v.times(stride[2])));
                        Expr sum = k.load(y, into.plus(v));
                        k.store(y, into.plus(v), kind == Kind.MAXIMUM ? maximum(sum, element) : sum.plus(raised(element)));
                    });
                })));
                if (kind == Kind.MEAN) {
                    Expr outer = k.let("outer", k.load(counts[0], d).times(k.load(counts[1], h)));
                    k.vector(out[2], v ->
                        k.store(y, into.plus(v), k.load(y, into.plus(v)).over(outer.times(k.load(counts[2], v)))));
                } else if (power > 1) {
                    k.vector(out[2], v -> k.store(y, into.plus(v), root(k.load(y, into.plus(v)))));
                }
            });
        });
        return k.build();
    }

    /** A maximum starts with the window's first element, a sum with zero. */
    private Expr start(KernelBuilder k, Buffer x, Expr at) {
        return kind == Kind.MAXIMUM ? k.load(x, at) : Scalar.of(sums) == Scalar.F64 ? Expr.f64(0) : Expr.f32(0);
    }

    private Expr maximum(Expr a, Expr b) {
        boolean wideUnsigned = input == DType.U32 || input == DType.U64;
        return wideUnsigned ? new Expr.Compare(Expr.CompareOp.LTU, a, b).select(b, a) : a.max(b);
    }

    private Expr raised(Expr x) {
        return power == 0 ? x : power == 1 ? x.abs() : power == 2 ? x.times(x) : Functions.pow(x.abs(), Expr.like(x, power));
    }

    private Expr root(Expr x) {
        return power == 2 ? x.sqrt() : Functions.pow(x, Expr.like(x, 1 / power));
    }
}
