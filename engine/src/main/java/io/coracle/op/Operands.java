package io.coracle.op;

import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;

/** What an operator sees of its inputs before it runs. */
public interface Operands {
    /** Inputs that the node lists, absent ones included. */
    int count();

    /** Whether input {@code i} is given. */
    boolean has(int i);

    /** Throws {@link OperatorException} when the input is absent. */
    TensorType type(int i);

    /** Whether the contents of input {@code i} are known already. */
    boolean known(int i);

    /** The contents of an input. Throws {@link IllegalStateException} unless they are {@link #known}. */
    Tensor content(int i);

    /** How many outputs the node names. */
    int outputs();

    default Shape shape(int i) {
        return type(i).shape();
    }

    default DType dtype(int i) {
        return type(i).dtype();
    }
}
