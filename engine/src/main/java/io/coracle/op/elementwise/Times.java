package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.op.Operator;
import io.coracle.tensor.DType;
import java.util.List;

/** A float times a number that is part of the code. */
record Times(float factor) implements Operator.Elementwise {
    @Override
    public DType result(List<DType> inputs) {
        return Numeric.floating(inputs.getFirst());
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        return inputs.getFirst().times(Expr.like(inputs.getFirst(), factor));
    }
}
