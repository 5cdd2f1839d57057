package io.coracle.op.select;

import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.move.Picks;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Chosen columns. ONNX ML ArrayFeatureExtractor-1. */
record ArrayFeatureExtractor() implements Operator.Host {
    @Override
    public List<TensorType> infer(Operands operands) {
        Shape shape = operands.shape(0);
        if (shape.rank() == 0) {
            throw new OperatorException("takes rows, got a scalar");
        }
        int count = operands.shape(1).size();
        return List.of(new TensorType(operands.dtype(0), shape.rank() == 1 ? Shape.of(1, count) : shape.with(-1, count)));
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Tensor input = operands.content(0);
        Tensor columns = operands.content(1);
        Shape result = infer(operands).getFirst().shape();
        int extent = input.shape().dim(-1);
        int[] picked = new int[result.size()];
        for (int i = 0; i < picked.length; i++) {
            long column = columns.longAt(i % columns.size());
            if (column < 0 || column >= extent) {
                throw new OperatorException("column " + column + " is outside shape " + input.shape());
            }
            picked[i] = i / columns.size() * extent + (int) column;
        }
        return List.of(Picks.pick(input, picked, result));
    }
}
