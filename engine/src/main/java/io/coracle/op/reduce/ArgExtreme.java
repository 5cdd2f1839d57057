package io.coracle.op.reduce;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Scalar;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.elementwise.Numeric;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** The place of the largest or smallest element along an axis; NaN counts as the most extreme. ONNX ArgMax and ArgMin. */
record ArgExtreme(boolean max, int axis, boolean keep, boolean last) implements Operator.Lowered {
    static ArgExtreme of(boolean max, Attributes attributes) {
        return new ArgExtreme(max, attributes.integer("axis", 0), attributes.flag("keepdims", true),
            attributes.flag("select_last_index", false));
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Numeric.number(operands.dtype(0));
        Shape shape = operands.shape(0);
        if (shape.rank() == 0) {
            return List.of(new TensorType(DType.I64, shape));
        }
        int along = shape.axis(axis);
        if (shape.dim(along) == 0 && shape.with(along, 1).size() > 0) {
            throw new OperatorException("there is no extreme along axis " + axis + " of shape " + shape);
        }
        return List.of(new TensorType(DType.I64, new ReduceAxes(List.of(), false, false, keep).reduced(shape, new int[] {along})));
    }

    @Override
    public void lower(Lowering to) {
        Operand x = to.input(0);
        DType type = x.dtype();
        BinaryOp extreme = max ? BinaryOp.MAX : BinaryOp.MIN;
        BinaryOp choice = last ? BinaryOp.MAX : BinaryOp.MIN;
        Lines lines = x.shape().rank() == 0 ? Lines.along(x.shape()) : Lines.along(x.shape(), axis);
        lines.call(to, max ? "argmax" : "argmin", this, List.of(x), List.of(to.output(0)), (line, in, out) -> {
            Line.State best = line.state("best", Reduction.start(extreme, type));
            line.each((at, position) -> best.update(extreme, Reduction.ordered(type, line.k.load(in.getFirst(), at))));
            Expr none = Expr.i32(last ? 0 : Integer.MAX_VALUE);
            Line.State place = line.state("place", none);
            line.each((at, position) -> {
                Expr element = Reduction.ordered(type, line.k.load(in.getFirst(), at));
                Expr isBest = element.eq(best.value());
                place.update(choice, (type.isFloat() ? isBest.or(element.ne(element)) : isBest).select(position, none));
            });
            line.once(() -> line.k.store(out.getFirst(), line.slot(), place.value().cast(Scalar.I64)));
        });
    }
}
