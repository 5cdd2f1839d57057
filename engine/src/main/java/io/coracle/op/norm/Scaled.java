package io.coracle.op.norm;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Scalar;
import io.coracle.op.Operator;
import io.coracle.op.elementwise.Numeric;
import io.coracle.tensor.DType;
import java.util.List;

/** The first input times the second, plus the third if there is one, in the type of the first. */
record Scaled() implements Operator.Elementwise {
    @Override
    public DType result(List<DType> inputs) {
        return inputs.getFirst();
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        Expr x = inputs.getFirst();
        Expr scale = Numeric.convert(types.get(1), types.getFirst(), inputs.get(1));
        return inputs.size() < 3 ? x.times(scale) : plusProduct(x, scale, Numeric.convert(types.get(2), types.getFirst(), inputs.get(2)));
    }

    /** {@code a * b + c}, with one rounding in f32. */
    static Expr plusProduct(Expr a, Expr b, Expr c) {
        return a.type().scalar() == Scalar.F32 ? a.fma(b, c) : a.times(b).plus(c);
    }
}
