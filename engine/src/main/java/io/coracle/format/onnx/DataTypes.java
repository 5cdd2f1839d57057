package io.coracle.format.onnx;

import io.coracle.tensor.DType;

/** Names for the numbers that ONNX gives element types ({@code TensorProto.DataType}), also for types that we do not have. */
final class DataTypes {
    static final int COMPLEX64 = 14;
    static final int COMPLEX128 = 15;

    private DataTypes() {}

    /** How messages name a type that may be one the engine has no place for. */
    static String describe(int code) {
        return switch (code) {
            case COMPLEX64 -> "complex64";
            case COMPLEX128 -> "complex128";
            default -> DType.ofCode(code).map(DType::toString).orElse("type " + code);
        };
    }
}
