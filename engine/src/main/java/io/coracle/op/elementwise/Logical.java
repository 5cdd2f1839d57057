package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import java.util.List;

/** And, Or, Xor and Not of booleans. */
record Logical(Op op) implements Operator.Elementwise {
    enum Op { AND, OR, XOR, NOT }

    @Override
    public DType result(List<DType> inputs) {
        for (DType type : inputs) {
            if (type != DType.BOOL) {
                throw new OperatorException("takes booleans, not " + type);
            }
        }
        return DType.BOOL;
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        Expr a = inputs.getFirst();
        return switch (op) {
            case AND -> a.and(inputs.get(1));
            case OR -> a.or(inputs.get(1));
            case XOR -> a.xor(inputs.get(1));
            case NOT -> a.xor(Expr.like(a, 1));
        };
    }
}
