package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.List;

/** Elements of one tensor or another, as a condition says; of any type. */
record Where() implements Operator.Elementwise, Operator.OnTensors {
    @Override
    public DType result(List<DType> inputs) {
        if (inputs.getFirst() != DType.BOOL || inputs.get(1) != inputs.get(2)) {
            throw new OperatorException("takes a boolean and two inputs of one type, not " + inputs);
        }
        return inputs.get(1);
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        Expr condition = inputs.getFirst();
        return condition.ne(Expr.like(condition, 0)).select(inputs.get(1), inputs.get(2));
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Tensor condition = operands.content(0);
        Tensor yes = operands.content(1);
        Tensor no = operands.content(2);
        Shape shape = Shape.broadcast(Shape.broadcast(condition.shape(), yes.shape()), no.shape());
        int size = shape.size();
        boolean strings = yes.dtype() == DType.STRING;
        String[] texts = new String[strings ? size : 0];
        double[] numbers = new double[strings ? 0 : size];
        for (int i = 0; i < size; i++) {
            Tensor from = condition.longAt(Broadcasting.source(condition.shape(), shape, i)) != 0 ? yes : no;
            int at = Broadcasting.source(from.shape(), shape, i);
            if (strings) {
                texts[i] = from.stringAt(at);
            } else {
                numbers[i] = from.doubleAt(at);
            }
        }
        return List.of(strings ? Tensor.strings(shape, texts) : Tensor.of(yes.dtype(), shape, numbers));
    }
}
