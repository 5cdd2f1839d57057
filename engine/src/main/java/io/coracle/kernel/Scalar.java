package io.coracle.kernel;

import io.coracle.tensor.DType;

/** What a lane of a register holds. Narrow element types are widened when they are loaded and narrowed when they are stored. */
public enum Scalar {
    F32, F64, I32, I64,
    /** The result of a comparison; never in memory. */
    BOOL;

    /** The register type of a buffer's elements: unsigned and boolean elements are zero-extended integers. */
    public static Scalar of(DType dtype) {
        return switch (dtype) {
            case F32, F16, BF16 -> F32;
            case F64 -> F64;
            case I8, U8, I16, U16, I32, U32, BOOL -> I32;
            case I64, U64 -> I64;
            case STRING, I4, U4, I2, U2, F8E4M3FN, F8E4M3FNUZ, F8E5M2, F8E5M2FNUZ, F8E8M0, F4E2M1 ->
                throw new IllegalArgumentException("kernels do not load " + dtype);
        };
    }

    /** Whether {@link #of} knows a register for this element type. */
    public static boolean holds(DType dtype) {
        return switch (dtype) {
            case F32, F16, BF16, F64, I8, U8, I16, U16, I32, U32, BOOL, I64, U64 -> true;
            default -> false;
        };
    }

    public boolean isFloat() {
        return this == F32 || this == F64;
    }

    public boolean isInteger() {
        return this == I32 || this == I64;
    }
}
