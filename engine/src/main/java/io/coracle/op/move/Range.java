package io.coracle.op.move;

import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Numbers from a start towards a limit in equal steps. ONNX Range-11. */
record Range() implements Operator.Host {
    @Override
    public boolean needsContents(int input) {
        return true;
    }

    private static int count(Operands operands) {
        for (int i = 0; i < 3; i++) {
            if (operands.shape(i).size() != 1 || operands.dtype(i) != operands.dtype(0)) {
                throw new OperatorException("start, limit and delta must be scalars of one type, got " + operands.type(i));
            }
        }
        double start = operands.content(0).doubleAt(0);
        double limit = operands.content(1).doubleAt(0);
        double delta = operands.content(2).doubleAt(0);
        double count = Math.ceil((limit - start) / delta);
        if (delta == 0 || !(count <= Integer.MAX_VALUE)) {
            throw new OperatorException("no range leads from " + start + " to " + limit + " in steps of " + delta);
        }
        return (int) Math.max(0, count);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        return List.of(new TensorType(operands.dtype(0), Shape.of(count(operands))));
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        int count = count(operands);
        DType dtype = operands.dtype(0);
        if (!dtype.isFloat()) {
            long start = operands.content(0).longAt(0);
            long delta = operands.content(2).longAt(0);
            long[] values = new long[count];
            for (int i = 0; i < count; i++) {
                values[i] = start + i * delta;
            }
            return List.of(Tensor.of(dtype, Shape.of(count), values));
        }
        double start = operands.content(0).doubleAt(0);
        double delta = operands.content(2).doubleAt(0);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = start + i * delta;
        }
        return List.of(Tensor.of(dtype, Shape.of(count), values));
    }
}
