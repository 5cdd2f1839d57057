package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Scalar;
import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.TypeCodes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Tensor;
import java.util.List;

/**
 * Numbers in another element type, as C converts them; strings are read and written in {@link CastOnTensors}.
 *
 * @param saturate what floats of 8 bits have no place for becomes the largest number, not infinity or NaN
 * @param rounding of {@link DType#F8E8M0}: {@code up}, {@code down} or {@code nearest}
 */
record Cast(DType to, boolean saturate, String rounding) implements Operator.Elementwise, Operator.OnTensors {
    static Cast create(Attributes attributes) {
        DType to = TypeCodes.dtype(attributes.integer("to"));
        return new Cast(to, attributes.flag("saturate", true), attributes.string("round_mode", "up"));
    }

    @Override
    public DType result(List<DType> inputs) {
        return to;
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        Expr x = inputs.getFirst();
        DType from = types.getFirst();
        if (!Scalar.holds(from) || !Scalar.holds(to)) {
            throw new OperatorException("kernels do not convert " + from + " to " + to);
        }
        return Numeric.convert(from, to, x);
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        return List.of(CastOnTensors.convert(operands.content(0), to, saturate, rounding));
    }
}
