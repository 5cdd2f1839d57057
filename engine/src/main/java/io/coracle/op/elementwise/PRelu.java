package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.op.Operator;
import io.coracle.tensor.DType;
import java.util.List;

/** x where it is not negative, x times a slope that is an input where it is. */
record PRelu() implements Operator.Elementwise {
    @Override
    public DType result(List<DType> inputs) {
        return Numeric.same(inputs);
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        Expr x = inputs.getFirst();
        return Numeric.less(types.getFirst(), x, Expr.like(x, 0)).select(x.times(inputs.get(1)), x);
    }
}
