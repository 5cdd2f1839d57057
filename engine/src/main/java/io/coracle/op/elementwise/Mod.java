package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Functions;
import io.coracle.op.Operator;
import io.coracle.tensor.DType;
import java.util.List;

/**
 * Remainder of a division.
 *
 * @param signOfDividend as C's {@code fmod}; else the sign is the divisor's, as in Python
 */
record Mod(boolean signOfDividend) implements Operator.Elementwise {
    @Override
    public DType result(List<DType> inputs) {
        return Numeric.same(inputs);
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        DType type = types.getFirst();
        Expr a = inputs.getFirst();
        Expr b = inputs.get(1);
        Expr rest = type.isFloat() ? Functions.remainder(a, b) : Numeric.remainder(type, a, b);
        if (signOfDividend || type.isUnsigned()) {
            return rest;
        }
        Expr zero = Expr.like(rest, 0);
        Expr opposite = rest.lt(zero).select(b, zero).gt(zero).or(rest.gt(zero).select(b, zero).lt(zero));
        return opposite.select(rest.plus(b), rest);
    }
}
