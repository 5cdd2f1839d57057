package io.coracle.op.text;

import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Strings behind each other, after NumPy's broadcasting. ONNX StringConcat-20. */
record StringConcat() implements Operator.Host {
    @Override
    public List<TensorType> infer(Operands operands) {
        if (operands.dtype(0) != DType.STRING || operands.dtype(1) != DType.STRING) {
            throw new OperatorException("takes strings, got " + operands.dtype(0) + " and " + operands.dtype(1));
        }
        return List.of(new TensorType(DType.STRING, Shape.broadcast(operands.shape(0), operands.shape(1))));
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Shape shape = infer(operands).getFirst().shape();
        Tensor a = operands.content(0);
        Tensor b = operands.content(1);
        String[] joined = new String[shape.size()];
        for (int i = 0; i < joined.length; i++) {
            joined[i] = a.stringAt(source(i, shape, a.shape())) + b.stringAt(source(i, shape, b.shape()));
        }
        return List.of(Tensor.strings(shape, joined));
    }

    /** Where element {@code i} of a broadcast shape comes from. */
    private static int source(int i, Shape shape, Shape from) {
        int rest = i;
        int source = 0;
        int[] strides = from.strides();
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            int own = axis - shape.rank() + from.rank();
            int index = rest % shape.dim(axis);
            rest /= shape.dim(axis);
            if (own >= 0 && from.dim(own) != 1) {
                source += index * strides[own];
            }
        }
        return source;
    }
}
