package io.coracle.testing.sweep;

import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.testing.Closeness;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;
import java.util.List;

/** One random call of an operator. */
record Call(OperatorTester operator, List<Tensor> inputs, Closeness closeness) {
    /** Makes random calls of one operator. */
    @FunctionalInterface
    interface Generator {
        Call next(OperatorTester operator, Samples samples);
    }

    static Call of(OperatorTester operator, Tensor... inputs) {
        return new Call(operator, List.of(inputs), tolerance(inputs[0].dtype()));
    }

    Call within(double relative, double absolute) {
        return new Call(operator, inputs, Closeness.within(relative, absolute));
    }

    Call exactly() {
        return new Call(operator, inputs, Closeness.EXACT);
    }

    private static Closeness tolerance(DType dtype) {
        return switch (dtype) {
            case F16 -> Closeness.within(2e-3, 2e-3);
            case BF16 -> Closeness.within(1.6e-2, 1e-2);
            default -> Closeness.within(2e-5, 2e-6);
        };
    }

    static DType pick(Samples samples, DType... dtypes) {
        return dtypes[samples.nextInt(dtypes.length)];
    }

    /** Numbers that suit a type: normally distributed floats, small integers, booleans. */
    static Tensor numbers(Samples samples, DType dtype, Shape shape) {
        if (dtype.isFloat()) {
            return samples.normal(dtype, shape);
        }
        return dtype == DType.BOOL ? samples.booleans(shape) : samples.integers(dtype, shape, dtype.isUnsigned() ? 0 : -9, 9);
    }
}
