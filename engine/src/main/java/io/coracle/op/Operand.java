package io.coracle.op;

import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;

/** A tensor that will be somewhere in memory when the plan runs. */
public interface Operand {
    TensorType type();

    default Shape shape() {
        return type().shape();
    }

    default DType dtype() {
        return type().dtype();
    }
}
