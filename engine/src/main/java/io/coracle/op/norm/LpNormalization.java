package io.coracle.op.norm;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.elementwise.Numeric;
import io.coracle.op.reduce.Line;
import io.coracle.op.reduce.Lines;
import io.coracle.tensor.DType;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Divides by the sum of magnitudes (p = 1) or the root of the sum of squares (p = 2) along an axis; a line of zeros stays. */
record LpNormalization(int axis, int p) implements Operator.Lowered {
    static LpNormalization of(Attributes attributes) {
        int p = attributes.integer("p", 2);
        if (p != 1 && p != 2) {
            throw new OperatorException("attribute p is neither 1 nor 2: " + p);
        }
        return new LpNormalization(attributes.integer("axis", -1), p);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Numeric.floating(operands.dtype(0));
        operands.shape(0).axis(axis);
        return List.of(operands.type(0));
    }

    @Override
    public void lower(Lowering to) {
        DType type = to.input(0).dtype();
        Lines.along(to.input(0).shape(), axis).call(to, "lp_normalization", this, List.of(to.input(0)), List.of(to.output(0)), (line, in, out) -> {
            Line.State sum = line.state("sum", Line.number(type, 0));
            line.each((at, position) -> {
                Expr x = line.k.load(in.getFirst(), at);
                sum.update(BinaryOp.ADD, p == 1 ? x.abs() : x.times(x));
            });
            Line.State norm = line.derive("norm", () -> {
                Expr length = p == 1 ? sum.value() : sum.value().sqrt();
                return length.eq(Expr.like(length, 0)).select(Expr.like(length, 1), length);
            });
            line.each((at, position) -> line.k.store(out.getFirst(), at, line.k.load(in.getFirst(), at).over(norm.value())));
        });
    }
}
