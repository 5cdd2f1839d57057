package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.op.Operator;
import io.coracle.tensor.DType;
import java.util.List;

/** The second input times Swish of the first. ONNX SwiGLU. */
record Gated(double alpha) implements Operator.Elementwise {
    @Override
    public DType result(List<DType> inputs) {
        return Numeric.floating(Numeric.same(inputs));
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        return Activations.swish(inputs.getFirst(), alpha).times(inputs.get(1));
    }
}
