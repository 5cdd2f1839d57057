package io.coracle.format.onnx;

import io.coracle.tensor.DType;
import java.util.Optional;

/** The numbers that ONNX gives element types ({@code TensorProto.DataType}). */
final class DataTypes {
    static final int COMPLEX64 = 14;
    static final int COMPLEX128 = 15;

    private DataTypes() {}

    static Optional<DType> dtype(int code) {
        return Optional.ofNullable(switch (code) {
            case 1 -> DType.F32;
            case 2 -> DType.U8;
            case 3 -> DType.I8;
            case 4 -> DType.U16;
            case 5 -> DType.I16;
            case 6 -> DType.I32;
            case 7 -> DType.I64;
            case 8 -> DType.STRING;
            case 9 -> DType.BOOL;
            case 10 -> DType.F16;
            case 11 -> DType.F64;
            case 12 -> DType.U32;
            case 13 -> DType.U64;
            case 16 -> DType.BF16;
            case 17 -> DType.F8E4M3FN;
            case 18 -> DType.F8E4M3FNUZ;
            case 19 -> DType.F8E5M2;
            case 20 -> DType.F8E5M2FNUZ;
            case 21 -> DType.U4;
            case 22 -> DType.I4;
            case 23 -> DType.F4E2M1;
            case 24 -> DType.F8E8M0;
            case 25 -> DType.U2;
            case 26 -> DType.I2;
            default -> null;
        });
    }

    static int code(DType dtype) {
        return switch (dtype) {
            case F32 -> 1;
            case U8 -> 2;
            case I8 -> 3;
            case U16 -> 4;
            case I16 -> 5;
            case I32 -> 6;
            case I64 -> 7;
            case STRING -> 8;
            case BOOL -> 9;
            case F16 -> 10;
            case F64 -> 11;
            case U32 -> 12;
            case U64 -> 13;
            case BF16 -> 16;
            case F8E4M3FN -> 17;
            case F8E4M3FNUZ -> 18;
            case F8E5M2 -> 19;
            case F8E5M2FNUZ -> 20;
            case U4 -> 21;
            case I4 -> 22;
            case F4E2M1 -> 23;
            case F8E8M0 -> 24;
            case U2 -> 25;
            case I2 -> 26;
        };
    }

    /** How messages name a type that may be one the engine has no place for. */
    static String describe(int code) {
        return switch (code) {
            case COMPLEX64 -> "complex64";
            case COMPLEX128 -> "complex128";
            default -> dtype(code).map(DType::toString).orElse("type " + code);
        };
    }
}
