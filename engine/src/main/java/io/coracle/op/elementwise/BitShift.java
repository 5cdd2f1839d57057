package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import java.util.List;

/** Shifts of unsigned integers by as many bits as the second input says; by the width or more gives 0. */
record BitShift(boolean left) implements Operator.Elementwise {
    @Override
    public DType result(List<DType> inputs) {
        DType type = Numeric.same(inputs);
        if (!type.isUnsigned()) {
            throw new OperatorException("takes unsigned integers, not " + type);
        }
        return type;
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        Expr x = inputs.getFirst();
        Expr count = inputs.get(1);
        Expr shifted = new Expr.Binary(left ? Expr.BinaryOp.SHL : Expr.BinaryOp.SHRU, x, count);
        Expr inside = new Expr.Compare(Expr.CompareOp.LTU, count, Expr.like(count, types.getFirst().bits()));
        return inside.select(shifted, Expr.like(x, 0));
    }
}
