package io.coracle.op;

import io.coracle.tensor.DType;

/** The numbers by which attributes name element types ({@code TensorProto.DataType}). */
public final class TypeCodes {
    private TypeCodes() {}

    /** Throws {@link OperatorException} for a number that is no type we know. */
    public static DType dtype(int code) {
        return DType.ofCode(code).orElseThrow(() -> new OperatorException("element type " + code + " is not supported"));
    }
}
