package io.coracle.op;

import io.coracle.tensor.DType;

/** The numbers by which attributes name element types ({@code TensorProto.DataType}). */
public final class TypeCodes {
    private TypeCodes() {}

    /** Throws {@link OperatorException} for a number that is no type we know. */
    public static DType dtype(int code) {
        return switch (code) {
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
            default -> throw new OperatorException("element type " + code + " is not supported");
        };
    }
}
