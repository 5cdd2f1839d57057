package io.coracle.op.move;

import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/** One value in every element of a shape that is an input. ONNX ConstantOfShape-9 to 25. */
record ConstantOfShape(Tensor value) implements Operator.Lowered, Operator.OnTensors {
    ConstantOfShape {
        if (value.size() != 1) {
            throw new OperatorException("attribute value has " + value.size() + " elements, expected 1");
        }
    }

    @Override
    public boolean needsContents(int input) {
        return true;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        return List.of(new TensorType(value.dtype(), Shape.of(operands.content(0).toLongs())));
    }

    @Override
    public void lower(Lowering to) {
        Fill.with(to, to.output(0), to.constant(value));
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Shape shape = infer(operands).getFirst().shape();
        return List.of(Picks.pick(value, new int[shape.size()], shape));
    }
}
