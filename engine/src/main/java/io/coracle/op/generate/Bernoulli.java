package io.coracle.op.generate;

import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.TypeCodes;
import io.coracle.op.elementwise.Numeric;
import io.coracle.tensor.DType;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/** 1 with the probability that the input says, else 0. ONNX Bernoulli-15 and 22. */
record Bernoulli(Optional<DType> type, long seed) implements Operator.Host {
    static Bernoulli of(Attributes attributes) {
        return new Bernoulli(attributes.has("dtype") ? Optional.of(TypeCodes.dtype(attributes.integer("dtype"))) : Optional.empty(),
            RandomBits.seed(attributes));
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        return List.of(new TensorType(type.orElse(Numeric.floating(operands.dtype(0))), operands.shape(0)));
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Tensor x = operands.content(0);
        RandomBits random = RandomBits.of(seed);
        double[] values = new double[x.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.uniform() < x.doubleAt(i) ? 1 : 0;
        }
        return List.of(Tensor.of(type.orElse(x.dtype()), x.shape(), values));
    }
}
