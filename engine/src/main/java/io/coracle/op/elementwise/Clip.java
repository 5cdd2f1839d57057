package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits numbers to a range. Limits are inputs since opset 11, either of which may be absent, attributes before.
 *
 * @param lowest input 1 is given
 * @param highest input 2 is given
 */
record Clip(boolean lowest, boolean highest) implements Operator.Elementwise {
    static Operator create(Attributes attributes) {
        if (attributes.version() >= 11) {
            return new Clip(attributes.node().has(1), attributes.node().has(2));
        }
        float low = attributes.floating("min", -Float.MAX_VALUE);
        float high = attributes.floating("max", Float.MAX_VALUE);
        return Unary.ofFloats(x -> x.max(Expr.like(x, low)).min(Expr.like(x, high)));
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        List<DType> types = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            if (operands.has(i)) {
                types.add(operands.dtype(i));
                if (i > 0 && operands.shape(i).size() != 1) {
                    throw new OperatorException("a limit is one number, not of shape " + operands.shape(i));
                }
            }
        }
        return List.of(new TensorType(result(types), operands.shape(0)));
    }

    @Override
    public DType result(List<DType> inputs) {
        return Numeric.same(inputs);
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        DType type = types.getFirst();
        Expr x = inputs.getFirst();
        if (lowest) {
            x = Numeric.max(type, x, inputs.get(1));
        }
        return highest ? Numeric.min(type, x, inputs.getLast()) : x;
    }
}
