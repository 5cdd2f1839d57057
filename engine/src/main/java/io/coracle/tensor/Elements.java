package io.coracle.tensor;

/** Reads and writes single elements of every numeric {@link DType} in little-endian bytes. */
final class Elements {
    private Elements() {}

    static void putInt(byte[] to, int at, int value) {
        to[at] = (byte) value;
        to[at + 1] = (byte) (value >> 8);
        to[at + 2] = (byte) (value >> 16);
        to[at + 3] = (byte) (value >> 24);
    }

    private static void putBits(DType dtype, byte[] to, int i, long bits) {
        switch (dtype.bits()) {
            case 64 -> {
                putInt(to, 8 * i, (int) bits);
                putInt(to, 8 * i + 4, (int) (bits >> 32));
            }
            case 32 -> putInt(to, 4 * i, (int) bits);
            case 16 -> {
                to[2 * i] = (byte) bits;
                to[2 * i + 1] = (byte) (bits >> 8);
            }
            case 8 -> to[i] = (byte) bits;
            default -> {
                int perByte = 8 / dtype.bits();
                int shift = i % perByte * dtype.bits();
                int mask = (1 << dtype.bits()) - 1 << shift;
                to[i / perByte] = (byte) (to[i / perByte] & ~mask | (int) bits << shift & mask);
            }
        }
    }

    private static long getBits(DType dtype, Bytes from, int i) {
        return switch (dtype.bits()) {
            case 64 -> from.i64(8L * i);
            case 32 -> from.i32(4L * i) & 0xffff_ffffL;
            case 16 -> from.u16(2L * i);
            case 8 -> from.u8(i);
            default -> {
                int perByte = 8 / dtype.bits();
                yield from.u8(i / perByte) >> i % perByte * dtype.bits() & (1 << dtype.bits()) - 1;
            }
        };
    }

    static long getLong(DType dtype, Bytes from, int i) {
        if (dtype.isFloat()) {
            return (long) getDouble(dtype, from, i);
        }
        long bits = getBits(dtype, from, i);
        if (dtype.isUnsigned() || dtype == DType.BOOL || dtype.bits() == 64) {
            return bits;
        }
        int unused = 64 - dtype.bits();
        return bits << unused >> unused;
    }

    static double getDouble(DType dtype, Bytes from, int i) {
        if (!dtype.isFloat()) {
            long value = getLong(dtype, from, i);
            return dtype == DType.U64 ? Numbers.unsignedToDouble(value) : (double) value;
        }
        long bits = getBits(dtype, from, i);
        return switch (dtype) {
            case F64 -> Double.longBitsToDouble(bits);
            case F32 -> Float.intBitsToFloat((int) bits);
            case F16 -> Numbers.f16ToFloat((int) bits);
            case BF16 -> Float.intBitsToFloat((int) bits << 16);
            default -> SmallFloats.toFloat(dtype, (int) bits);
        };
    }

    static void putLong(DType dtype, byte[] to, int i, long value) {
        if (dtype.isFloat()) {
            putDouble(dtype, to, i, (double) value);
        } else {
            putBits(dtype, to, i, dtype == DType.BOOL ? (value != 0 ? 1 : 0) : value);
        }
    }

    static void putDouble(DType dtype, byte[] to, int i, double value) {
        long bits = switch (dtype) {
            case F64 -> Double.doubleToRawLongBits(value);
            case F32 -> Float.floatToRawIntBits((float) value);
            case F16 -> Numbers.doubleToF16(value);
            case BF16 -> Numbers.doubleToBf16(value);
            case BOOL -> value != 0 ? 1 : 0;
            default -> dtype.isFloat() ? SmallFloats.fromDouble(dtype, value) : Numbers.toLong(value, dtype == DType.U64);
        };
        putBits(dtype, to, i, bits);
    }
}
