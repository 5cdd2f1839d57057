package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.op.Operator;
import io.coracle.tensor.DType;
import java.util.List;
import java.util.function.UnaryOperator;

/** A question about a float, such as whether it is NaN. */
record Question(UnaryOperator<Expr> asks) implements Operator.Elementwise {
    static Question isNaN() {
        return new Question(x -> x.ne(x));
    }

    static Question isInfinite(boolean positive, boolean negative) {
        return new Question(x -> {
            Expr infinity = Expr.like(x, Double.POSITIVE_INFINITY);
            if (positive && negative) {
                return x.abs().eq(infinity);
            }
            return positive ? x.eq(infinity) : negative ? x.eq(infinity.negate()) : x.lt(x);
        });
    }

    @Override
    public DType result(List<DType> inputs) {
        Numeric.floating(inputs.getFirst());
        return DType.BOOL;
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        return asks.apply(inputs.getFirst());
    }
}
