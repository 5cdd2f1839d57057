package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.List;

/** Equal, Less, Greater and the like; Equal also of strings and booleans. */
record Comparison(Op op) implements Operator.Elementwise, Operator.OnTensors {
    enum Op { EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL }

    @Override
    public DType result(List<DType> inputs) {
        DType type = inputs.getFirst();
        if (type != inputs.get(1)) {
            throw new OperatorException("inputs have different element types: " + inputs);
        }
        if (op != Op.EQUAL && (type == DType.BOOL || type == DType.STRING)) {
            throw new OperatorException("does not order " + type);
        }
        return DType.BOOL;
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        Expr a = inputs.getFirst();
        Expr b = inputs.get(1);
        DType type = types.getFirst();
        return switch (op) {
            case EQUAL -> a.eq(b);
            case LESS -> Numeric.less(type, a, b);
            case GREATER -> Numeric.less(type, b, a);
            case LESS_OR_EQUAL -> type.isFloat() ? a.le(b) : Numeric.less(type, b, a).not();
            case GREATER_OR_EQUAL -> type.isFloat() ? a.ge(b) : Numeric.less(type, a, b).not();
        };
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Tensor a = operands.content(0);
        Tensor b = operands.content(1);
        Shape shape = Shape.broadcast(a.shape(), b.shape());
        boolean[] results = new boolean[shape.size()];
        for (int i = 0; i < results.length; i++) {
            int x = Broadcasting.source(a.shape(), shape, i);
            int y = Broadcasting.source(b.shape(), shape, i);
            results[i] = switch (op) {
                case EQUAL -> a.dtype() == DType.STRING ? a.stringAt(x).equals(b.stringAt(y)) : a.doubleAt(x) == b.doubleAt(y);
                case LESS -> a.doubleAt(x) < b.doubleAt(y);
                case LESS_OR_EQUAL -> a.doubleAt(x) <= b.doubleAt(y);
                case GREATER -> a.doubleAt(x) > b.doubleAt(y);
                case GREATER_OR_EQUAL -> a.doubleAt(x) >= b.doubleAt(y);
            };
        }
        return List.of(Tensor.booleans(shape, results));
    }
}
