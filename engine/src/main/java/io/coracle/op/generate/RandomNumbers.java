package io.coracle.op.generate;

import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.TypeCodes;
import io.coracle.op.elementwise.Numeric;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * A tensor of random numbers, uniform or normally distributed. ONNX RandomUniform, RandomNormal, and those that take the shape,
 * and the type unless an attribute says it, of their input.
 *
 * @param first the low end, or the mean
 * @param second the high end, or the deviation
 */
record RandomNumbers(boolean normal, double first, double second, long seed, Optional<DType> type, Optional<Shape> shape)
    implements Operator.Host {
    static RandomNumbers of(boolean normal, boolean like, Attributes attributes) {
        Optional<DType> type = attributes.has("dtype") ? Optional.of(Numeric.floating(TypeCodes.dtype(attributes.integer("dtype")))) : Optional.empty();
        return new RandomNumbers(normal, normal ? attributes.floating("mean", 0) : attributes.floating("low", 0),
            normal ? attributes.floating("scale", 1) : attributes.floating("high", 1), RandomBits.seed(attributes),
            like ? type : Optional.of(type.orElse(DType.F32)), like ? Optional.empty() : Optional.of(Shape.of(attributes.integers("shape"))));
    }

    @Override
    public boolean reads(int input) {
        return false;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        DType result = type.isPresent() ? type.get() : Numeric.floating(operands.dtype(0));
        return List.of(new TensorType(result, shape.isPresent() ? shape.get() : operands.shape(0)));
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        TensorType result = infer(operands).getFirst();
        RandomBits random = RandomBits.of(seed);
        double[] values = new double[result.shape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = normal ? first + second * random.normal() : first + (second - first) * random.uniform();
        }
        return List.of(Tensor.of(result.dtype(), result.shape(), values));
    }
}
