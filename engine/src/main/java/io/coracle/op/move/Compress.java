package io.coracle.op.move;

import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/** The slices along an axis whose condition is true; without an axis, elements. ONNX Compress-9 to 11. */
record Compress(Optional<Integer> axis) implements Operator.Host {
    static Compress of(Attributes attributes) {
        return new Compress(attributes.has("axis") ? Optional.of(attributes.integer("axis")) : Optional.empty());
    }

    @Override
    public boolean dynamic() {
        return true;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        return List.of(evaluate(operands).getFirst().type());
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Tensor from = operands.content(0);
        Tensor condition = operands.content(1);
        Shape shape = axis.isPresent() ? from.shape() : Shape.of(from.size());
        int along = Axes.check(axis.orElse(0), shape.rank());
        int extent = shape.dim(along);
        if (condition.shape().rank() != 1 || condition.size() > extent) {
            throw new OperatorException("a condition " + condition.type() + " does not fit " + extent + " elements");
        }
        int count = 0;
        for (int i = 0; i < condition.size(); i++) {
            count += condition.longAt(i) != 0 ? 1 : 0;
        }
        int outer = shape.product(0, along);
        int inner = shape.product(along + 1, shape.rank());
        int[] indexes = new int[outer * count * inner];
        int next = 0;
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < condition.size(); i++) {
                for (int k = 0; k < inner && condition.longAt(i) != 0; k++) {
                    indexes[next++] = (o * extent + i) * inner + k;
                }
            }
        }
        return List.of(Picks.pick(from, indexes, shape.with(along, count)));
    }
}
