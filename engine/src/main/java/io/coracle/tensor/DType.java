package io.coracle.tensor;

import java.util.Optional;

/**
 * Element types of tensors, as ONNX names them. Types narrower than a byte are packed, low bits first
 * (ONNX {@code TensorProto}, "4-bit and 2-bit types").
 */
public enum DType {
    F32(32, "float32", 1),
    F16(16, "float16", 10),
    BF16(16, "bfloat16", 16),
    F64(64, "float64", 11),
    I8(8, "int8", 3),
    U8(8, "uint8", 2),
    I16(16, "int16", 5),
    U16(16, "uint16", 4),
    I32(32, "int32", 6),
    U32(32, "uint32", 12),
    I64(64, "int64", 7),
    U64(64, "uint64", 13),
    BOOL(8, "bool", 9),
    STRING(0, "string", 8),
    I4(4, "int4", 22),
    U4(4, "uint4", 21),
    I2(2, "int2", 26),
    U2(2, "uint2", 25),
    F8E4M3FN(8, "float8e4m3fn", 17),
    F8E4M3FNUZ(8, "float8e4m3fnuz", 18),
    F8E5M2(8, "float8e5m2", 19),
    F8E5M2FNUZ(8, "float8e5m2fnuz", 20),
    F8E8M0(8, "float8e8m0", 24),
    F4E2M1(4, "float4e2m1", 23);

    private final int bits;
    private final String text;
    private final int code;

    DType(int bits, String text, int code) {
        this.bits = bits;
        this.text = text;
        this.code = code;
    }

    /** The type that ONNX gives a number ({@code TensorProto.DataType}), or empty when there is none or it is a complex one. */
    public static Optional<DType> ofCode(int code) {
        for (DType dtype : values()) {
            if (dtype.code == code) {
                return Optional.of(dtype);
            }
        }
        return Optional.empty();
    }

    /** The number that ONNX gives this type ({@code TensorProto.DataType}). */
    public int code() {
        return code;
    }

    /** Bits of one element; 0 for strings, which have no fixed width. */
    public int bits() {
        return bits;
    }

    /** Bytes that {@code count} elements take. Throws {@link ArithmeticException} when they pass 2^63. */
    public long bytes(long count) {
        return (Math.multiplyExact(count, (long) bits) + 7) / 8;
    }

    /** Whether elements are floating point numbers, of any width. */
    public boolean isFloat() {
        return switch (this) {
            case F32, F16, BF16, F64, F8E4M3FN, F8E4M3FNUZ, F8E5M2, F8E5M2FNUZ, F8E8M0, F4E2M1 -> true;
            default -> false;
        };
    }

    /** Whether elements are integers that have no sign. Booleans are not integers. */
    public boolean isUnsigned() {
        return switch (this) {
            case U8, U16, U32, U64, U4, U2 -> true;
            default -> false;
        };
    }

    /** Whether elements are integers, of any width. Booleans are not integers. */
    public boolean isInteger() {
        return !isFloat() && this != BOOL && this != STRING;
    }

    /** The name as NumPy and ONNX write it, for example {@code float32}. */
    @Override
    public String toString() {
        return text;
    }
}
