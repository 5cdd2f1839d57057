package io.coracle.op.reduce;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.elementwise.Numeric;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Sums or products of all elements up to each one along an axis, which is input 1. ONNX CumSum and CumProd. */
record Cumulative(BinaryOp op, boolean exclusive, boolean reverse) implements Operator.Lowered {
    static Cumulative of(BinaryOp op, Attributes attributes) {
        return new Cumulative(op, attributes.flag("exclusive", false), attributes.flag("reverse", false));
    }

    @Override
    public boolean needsContents(int input) {
        return input == 1;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Numeric.number(operands.dtype(0));
        axis(operands.shape(0), operands.content(1));
        return List.of(operands.type(0));
    }

    private static int axis(Shape shape, Tensor axis) {
        if (axis.size() != 1) {
            throw new OperatorException("the axis is one number, not of shape " + axis.shape());
        }
        long value = axis.longAt(0);
        if (value != (int) value) {
            throw new OperatorException("axis " + value + " is outside shape " + shape);
        }
        return shape.axis((int) value);
    }

    @Override
    public void lower(Lowering to) {
        Operand x = to.input(0);
        int axis = axis(x.shape(), to.content(to.input(1)).orElseThrow());
        Lines.along(x.shape(), axis).call(to, "cumulative", this, List.of(x), List.of(to.output(0)), (line, in, out) -> {
            Line.State sum = line.state("sum", Reduction.start(op, x.dtype()));
            line.eachInOrder(reverse, (at, position) -> {
                Expr element = line.k.load(in.getFirst(), at);
                if (exclusive) {
                    line.k.store(out.getFirst(), at, sum.value());
                    sum.update(op, element);
                } else {
                    sum.update(op, element);
                    line.k.store(out.getFirst(), at, sum.value());
                }
            });
        });
    }
}
