package io.coracle.op.elementwise;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Its input, as Dropout is when a model is not being trained, and a mask that says that nothing was dropped. */
record Dropout(boolean typedMask) implements Operator.Lowered {
    /** Without a mask it costs nothing. */
    private record WithoutMask() implements Operator.View {
        @Override
        public List<TensorType> infer(Operands operands) {
            expectInference(operands);
            return List.of(operands.type(0));
        }

        @Override
        public boolean needsContents(int input) {
            return input > 0;
        }
    }

    static Operator create(Attributes attributes) {
        return attributes.node().output(1).isEmpty() ? new WithoutMask() : new Dropout(attributes.version() < 10);
    }

    private static void expectInference(Operands operands) {
        boolean training = operands.has(2) && operands.content(2).longAt(0) != 0;
        boolean drops = !operands.has(1) || operands.content(1).doubleAt(0) != 0;
        if (training && drops) {
            throw new OperatorException("training mode is not supported");
        }
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        expectInference(operands);
        DType mask = typedMask ? operands.dtype(0) : DType.BOOL;
        return List.of(operands.type(0), new TensorType(mask, operands.shape(0)));
    }

    @Override
    public boolean needsContents(int input) {
        return input > 0;
    }

    @Override
    public void lower(Lowering to) {
        ElementwiseKernel.lower(to, Unary.ofNumbers(x -> x), List.of(to.input(0)), to.output(0));
        DType mask = to.output(1).dtype();
        Tensor one = Tensor.of(mask, Shape.SCALAR, 1.0);
        ElementwiseKernel.lower(to, Unary.ofNumbers(x -> x), List.of(to.constant(one)), to.output(1));
    }
}
