package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import java.util.List;

/** Arithmetic of any number of operands of one type, from left to right. */
record Binary(Op op) implements Operator.Elementwise {
    enum Op { ADD, SUB, MUL, DIV, MIN, MAX, AND, OR, XOR }

    @Override
    public DType result(List<DType> inputs) {
        DType type = Numeric.same(inputs);
        return switch (op) {
            case AND, OR, XOR -> Numeric.integer(type);
            case ADD, SUB, MUL, DIV, MIN, MAX -> type;
        };
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        if (inputs.isEmpty()) {
            throw new OperatorException("needs an input");
        }
        DType type = types.getFirst();
        Expr result = inputs.getFirst();
        for (Expr next : inputs.subList(1, inputs.size())) {
            result = switch (op) {
                case ADD -> result.plus(next);
                case SUB -> result.minus(next);
                case MUL -> result.times(next);
                case DIV -> Numeric.divide(type, result, next);
                case MIN -> Numeric.min(type, result, next);
                case MAX -> Numeric.max(type, result, next);
                case AND -> result.and(next);
                case OR -> result.or(next);
                case XOR -> result.xor(next);
            };
        }
        return result;
    }
}
