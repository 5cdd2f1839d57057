package io.coracle.op.reduce;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Functions;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.elementwise.Numeric;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/**
 * Softmax, its logarithm, or the mark of the first largest element (Hardmax). The largest element is subtracted before exp.
 *
 * @param flatten as before opset 13: the axis and all behind it are one
 */
public record Softmax(Kind kind, int axis, boolean flatten) implements Operator.Lowered {
    /** Which of the three, or {@link #factored} softmax. */
    public enum Kind { SOFTMAX, LOG_SOFTMAX, HARDMAX, FACTORED }

    static Softmax of(Kind kind, Attributes attributes) {
        boolean flatten = attributes.version() < 13;
        return new Softmax(kind, attributes.integer("axis", flatten ? 1 : -1), flatten);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Numeric.floating(operands.dtype(0));
        axes(operands.shape(0));
        return kind == Kind.FACTORED ? List.of(operands.type(0), factors(operands.type(0))) : List.of(operands.type(0));
    }

    /**
     * Whether this can leave the last multiplication of each line to who reads the result: lines lie along the last axis and have elements,
     * and numbers are not so narrow that exponentials would be rounded before they are scaled.
     */
    public boolean hasFactors(TensorType type) {
        int[] axes = axes(type.shape());
        return kind == Kind.SOFTMAX && type.dtype() == DType.F32 && type.shape().size() > 0 && axes.length == 1
            && axes[0] == type.shape().rank() - 1;
    }

    /** The same with a second output, by which the first one is not multiplied yet. Only where {@link #hasFactors}. */
    public Softmax factored() {
        return new Softmax(Kind.FACTORED, -1, false);
    }

    /** The type of the second output: one number for each line. */
    public TensorType factors(TensorType type) {
        int[] dims = type.shape().toArray();
        dims[dims.length - 1] = 1;
        return new TensorType(type.dtype(), Shape.of(dims));
    }

    private int[] axes(Shape shape) {
        if (shape.rank() == 0) {
            return new int[0];
        }
        // An axis past the last one flattens nothing: each element is a line of its own.
        int first = flatten && axis == shape.rank() ? axis : shape.axis(axis);
        int[] axes = new int[flatten ? shape.rank() - first : 1];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = first + i;
        }
        return axes;
    }

    @Override
    public void lower(Lowering to) {
        lower(to, to.input(0), kind == Kind.FACTORED ? List.of(to.output(0), to.output(1)) : List.of(to.output(0)));
    }

    /** Calls the kernel for the logarithm along one axis. */
    public static void logarithmic(Lowering to, Operand x, int axis, Operand result) {
        new Softmax(Kind.LOG_SOFTMAX, axis, false).lower(to, x, List.of(result));
    }

    private void lower(Lowering to, Operand x, List<Operand> results) {
        if (x.shape().size() == 0) {
            return;
        }
        // Narrow floats would round the exponential before it is scaled.
        boolean keepsExp = x.dtype() == DType.F32 || x.dtype() == DType.F64;
        Lines.along(x.shape(), axes(x.shape())).call(to, "softmax", this, List.of(x), results, (line, in, out) -> {
            Line.State max = line.state("max", Reduction.start(BinaryOp.MAX, x.dtype()));
            line.each((at, position) -> max.update(BinaryOp.MAX, line.k.load(in.getFirst(), at)));
            if (kind == Kind.HARDMAX) {
                Expr none = Expr.i32(Integer.MAX_VALUE);
                Line.State place = line.state("place", none);
                line.each((at, position) -> place.update(BinaryOp.MIN,
                    line.k.load(in.getFirst(), at).eq(max.value()).select(position, none)));
                line.each((at, position) -> {
                    Expr zero = Reduction.zero(x.dtype());
                    line.k.store(out.getFirst(), at, position.eq(place.value()).select(Expr.like(zero, 1), zero));
                });
                return;
            }
            Line.State sum = line.state("sum", Reduction.zero(x.dtype()));
            line.each((at, position) -> {
                Expr e = line.k.let("e", Functions.expOfNonPositive(line.k.load(in.getFirst(), at).minus(max.value())));
                if (keepsExp && kind != Kind.LOG_SOFTMAX) {
                    line.k.store(out.getFirst(), at, e);
                }
                sum.update(BinaryOp.ADD, e);
            });
            if (kind == Kind.LOG_SOFTMAX) {
                Line.State shift = line.derive("shift", () -> Functions.log(sum.value()));
                line.each((at, position) ->
                    line.k.store(out.getFirst(), at, line.k.load(in.getFirst(), at).minus(max.value()).minus(shift.value())));
                return;
            }
            Line.State scale = line.derive("scale", () -> Expr.like(sum.value(), 1).over(sum.value()));
            if (kind == Kind.FACTORED) {
                line.once(() -> line.k.store(out.get(1), line.slot(), scale.value()));
                return;
            }
            line.each((at, position) -> line.k.store(out.getFirst(), at, scale.value().times(keepsExp
                ? line.k.load(out.getFirst(), at)
                : Functions.expOfNonPositive(line.k.load(in.getFirst(), at).minus(max.value())))));
        });
    }
}
