package io.coracle.op.generate;

import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.TypeCodes;
import io.coracle.op.elementwise.Numeric;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Classes drawn by unnormalised logarithms of their probabilities: [batch, classes] gives [batch, samples]. ONNX Multinomial-7. */
record Multinomial(DType type, int samples, long seed) implements Operator.Host {
    static Multinomial of(Attributes attributes) {
        int samples = attributes.integer("sample_size", 1);
        if (samples < 0) {
            throw new OperatorException("attribute sample_size is negative: " + samples);
        }
        return new Multinomial(TypeCodes.dtype(attributes.integer("dtype", 6)), samples, RandomBits.seed(attributes));
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Numeric.floating(operands.dtype(0));
        Shape shape = operands.shape(0);
        if (shape.rank() != 2 || shape.dim(1) == 0) {
            throw new OperatorException("takes a shape of [batch, classes], not " + shape);
        }
        return List.of(new TensorType(Numeric.integer(type), Shape.of(shape.dim(0), samples)));
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Tensor x = operands.content(0);
        int classes = x.shape().dim(1);
        long[] drawn = new long[x.shape().dim(0) * samples];
        RandomBits random = RandomBits.of(seed);
        double[] cumulative = new double[classes];
        for (int row = 0; row < x.shape().dim(0); row++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < classes; i++) {
                largest = Math.max(largest, x.doubleAt(row * classes + i));
            }
            double sum = 0;
            for (int i = 0; i < classes; i++) {
                sum += Math.exp(x.doubleAt(row * classes + i) - largest);
                cumulative[i] = sum;
            }
            for (int sample = 0; sample < samples; sample++) {
                double place = random.uniform() * sum;
                int at = 0;
                while (at < classes - 1 && !(place < cumulative[at])) {
                    at++;
                }
                drawn[row * samples + sample] = at;
            }
        }
        return List.of(Tensor.of(type, Shape.of(x.shape().dim(0), samples), drawn));
    }
}
