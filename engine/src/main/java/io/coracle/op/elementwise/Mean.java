package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.op.Operator;
import io.coracle.tensor.DType;
import java.util.List;

/** The mean of any number of inputs, element by element. */
record Mean() implements Operator.Elementwise {
    @Override
    public DType result(List<DType> inputs) {
        return Numeric.floating(Numeric.same(inputs));
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        Expr sum = new Binary(Binary.Op.ADD).apply(inputs, types);
        return sum.over(Expr.like(sum, inputs.size()));
    }
}
