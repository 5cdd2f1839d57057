package io.coracle.wasm.format;

/** Instructions, with the numbers that the core specification, its SIMD and relaxed SIMD parts and the threads proposal give them. */
public enum Op {
    UNREACHABLE(0x00), ELSE(0x05), END(0x0b), RETURN(0x0f), DROP(0x1a), SELECT(0x1b), REF_NULL(0xd0),
    TABLE_INIT(0xfc, 12), TABLE_GROW(0xfc, 15), TABLE_SIZE(0xfc, 16),

    I32_LOAD(0x28), I64_LOAD(0x29), F32_LOAD(0x2a), F64_LOAD(0x2b), I32_LOAD8_S(0x2c), I32_LOAD8_U(0x2d), I32_LOAD16_S(0x2e),
    I32_LOAD16_U(0x2f), I32_STORE(0x36), I64_STORE(0x37), F32_STORE(0x38), F64_STORE(0x39), I32_STORE8(0x3a), I32_STORE16(0x3b),

    I32_EQZ(0x45), I32_EQ(0x46), I32_NE(0x47), I32_LT_S(0x48), I32_LT_U(0x49), I32_GT_S(0x4a), I32_GT_U(0x4b), I32_LE_S(0x4c), I32_GE_S(0x4e), I32_GE_U(0x4f),
    I64_EQ(0x51), I64_NE(0x52), I64_LT_S(0x53), I64_LT_U(0x54), I64_GT_S(0x55), I64_GT_U(0x56), I64_LE_S(0x57),
    F32_EQ(0x5b), F32_NE(0x5c), F32_LT(0x5d), F32_LE(0x5f), F64_EQ(0x61), F64_NE(0x62), F64_LT(0x63), F64_LE(0x65),

    I32_ADD(0x6a), I32_SUB(0x6b), I32_MUL(0x6c), I32_DIV_S(0x6d), I32_DIV_U(0x6e), I32_REM_S(0x6f), I32_REM_U(0x70), I32_AND(0x71),
    I32_OR(0x72), I32_XOR(0x73), I32_SHL(0x74), I32_SHR_S(0x75), I32_SHR_U(0x76),
    I64_ADD(0x7c), I64_SUB(0x7d), I64_MUL(0x7e), I64_DIV_S(0x7f), I64_DIV_U(0x80), I64_REM_S(0x81), I64_REM_U(0x82), I64_AND(0x83),
    I64_OR(0x84), I64_XOR(0x85), I64_SHL(0x86), I64_SHR_S(0x87), I64_SHR_U(0x88),
    F32_ABS(0x8b), F32_NEG(0x8c), F32_CEIL(0x8d), F32_FLOOR(0x8e), F32_TRUNC(0x8f), F32_NEAREST(0x90), F32_SQRT(0x91), F32_ADD(0x92),
    F32_SUB(0x93), F32_MUL(0x94), F32_DIV(0x95), F32_MIN(0x96), F32_MAX(0x97),
    F64_ABS(0x99), F64_NEG(0x9a), F64_CEIL(0x9b), F64_FLOOR(0x9c), F64_TRUNC(0x9d), F64_NEAREST(0x9e), F64_SQRT(0x9f), F64_ADD(0xa0),
    F64_SUB(0xa1), F64_MUL(0xa2), F64_DIV(0xa3), F64_MIN(0xa4), F64_MAX(0xa5),
    I32_WRAP_I64(0xa7), I64_EXTEND_I32_S(0xac), F32_CONVERT_I32_S(0xb2), F32_CONVERT_I64_S(0xb4), F32_DEMOTE_F64(0xb6),
    F64_CONVERT_I32_S(0xb7), F64_CONVERT_I64_S(0xb9), F64_PROMOTE_F32(0xbb), I32_REINTERPRET_F32(0xbc), I64_REINTERPRET_F64(0xbd),
    F32_REINTERPRET_I32(0xbe), F64_REINTERPRET_I64(0xbf),
    I32_TRUNC_SAT_F32_S(0xfc, 0), I32_TRUNC_SAT_F64_S(0xfc, 2), I64_TRUNC_SAT_F32_S(0xfc, 4), I64_TRUNC_SAT_F64_S(0xfc, 6),

    V128_LOAD(0xfd, 0), I32X4_LOAD16X4_S(0xfd, 3), I32X4_LOAD16X4_U(0xfd, 4),
    V128_LOAD32_SPLAT(0xfd, 9), V128_STORE(0xfd, 11), I8X16_SHUFFLE(0xfd, 13), I32X4_SPLAT(0xfd, 17), F32X4_SPLAT(0xfd, 19),
    I32X4_EXTRACT_LANE(0xfd, 27), I32X4_REPLACE_LANE(0xfd, 28), F32X4_EXTRACT_LANE(0xfd, 31),
    I32X4_EQ(0xfd, 55), I32X4_NE(0xfd, 56), I32X4_LT_S(0xfd, 57), I32X4_LT_U(0xfd, 58), I32X4_LE_S(0xfd, 61),
    F32X4_EQ(0xfd, 65), F32X4_NE(0xfd, 66), F32X4_LT(0xfd, 67), F32X4_LE(0xfd, 69),
    V128_NOT(0xfd, 77), V128_AND(0xfd, 78), V128_ANDNOT(0xfd, 79), V128_OR(0xfd, 80), V128_XOR(0xfd, 81), V128_BITSELECT(0xfd, 82),
    V128_LOAD32_LANE(0xfd, 86), V128_STORE32_LANE(0xfd, 90), V128_STORE64_LANE(0xfd, 91), V128_LOAD32_ZERO(0xfd, 92),
    F32X4_CEIL(0xfd, 103), F32X4_FLOOR(0xfd, 104), F32X4_TRUNC(0xfd, 105), F32X4_NEAREST(0xfd, 106),
    I16X8_EXTEND_LOW_I8X16_S(0xfd, 135), I16X8_EXTEND_LOW_I8X16_U(0xfd, 137), I16X8_SHL(0xfd, 139), I16X8_SHR_S(0xfd, 140), I16X8_SHR_U(0xfd, 141),
    I32X4_ABS(0xfd, 160), I32X4_NEG(0xfd, 161), I32X4_EXTEND_LOW_I16X8_S(0xfd, 167), I32X4_EXTEND_LOW_I16X8_U(0xfd, 169),
    I32X4_SHL(0xfd, 171), I32X4_SHR_S(0xfd, 172), I32X4_SHR_U(0xfd, 173), I32X4_ADD(0xfd, 174), I32X4_SUB(0xfd, 177), I32X4_MUL(0xfd, 181),
    I32X4_MIN_S(0xfd, 182), I32X4_MAX_S(0xfd, 184), I32X4_DOT_I16X8_S(0xfd, 186),
    F32X4_ABS(0xfd, 224), F32X4_NEG(0xfd, 225), F32X4_SQRT(0xfd, 227), F32X4_ADD(0xfd, 228), F32X4_SUB(0xfd, 229), F32X4_MUL(0xfd, 230),
    F32X4_DIV(0xfd, 231), F32X4_MIN(0xfd, 232), F32X4_MAX(0xfd, 233), F32X4_PMIN(0xfd, 234), F32X4_PMAX(0xfd, 235),
    I32X4_TRUNC_SAT_F32X4_S(0xfd, 248), F32X4_CONVERT_I32X4_S(0xfd, 250),
    F32X4_RELAXED_MADD(0xfd, 0x105), I32X4_RELAXED_LANESELECT(0xfd, 0x10b), I16X8_RELAXED_DOT_I8X16_I7X16_S(0xfd, 0x112),
    I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S(0xfd, 0x113),

    MEMORY_ATOMIC_NOTIFY(0xfe, 0x00), MEMORY_ATOMIC_WAIT32(0xfe, 0x01), I32_ATOMIC_LOAD(0xfe, 0x10), I32_ATOMIC_STORE(0xfe, 0x17),
    I32_ATOMIC_RMW_ADD(0xfe, 0x1e), I32_ATOMIC_RMW_XCHG(0xfe, 0x41), I32_ATOMIC_RMW_CMPXCHG(0xfe, 0x48);

    private static final int NO_PREFIX = -1;

    private final int prefix;
    private final int code;

    Op(int code) {
        this(NO_PREFIX, code);
    }

    Op(int prefix, int code) {
        this.prefix = prefix;
        this.code = code;
    }

    void write(ByteSink to) {
        if (prefix == NO_PREFIX) {
            to.u8(code);
        } else {
            to.u8(prefix).u32(code);
        }
    }
}
