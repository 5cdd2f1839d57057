package io.coracle.kernel;

import io.coracle.kernel.Interpreter.Cells;
import io.coracle.tensor.DType;
import io.coracle.tensor.Numbers;

/** Widens elements of memory to lanes and narrows lanes to elements. */
final class CellCodec {
    private CellCodec() {}

    static void load(Cells cells, DType dtype, int index, Lanes to, int lane) {
        int size = dtype.bits() / 8;
        long bits = cells.get(index * size, size);
        switch (dtype) {
            case F32 -> to.floats[lane] = Float.intBitsToFloat((int) bits);
            case F16 -> to.floats[lane] = Numbers.f16ToFloat((int) bits);
            case BF16 -> to.floats[lane] = Float.intBitsToFloat((int) bits << 16);
            case F64 -> to.doubles[lane] = Double.longBitsToDouble(bits);
            case I8 -> to.ints[lane] = (byte) bits;
            case I16 -> to.ints[lane] = (short) bits;
            case U8, BOOL, U16, I32, U32 -> to.ints[lane] = (int) bits;
            case I64, U64 -> to.longs[lane] = bits;
            default -> throw new IllegalArgumentException("kernels do not load " + dtype);
        }
    }

    static void store(Cells cells, DType dtype, int index, Lanes from, int lane) {
        int size = dtype.bits() / 8;
        long bits = switch (dtype) {
            case F32 -> Float.floatToRawIntBits(from.floats[lane]);
            case F16 -> Numbers.doubleToF16(from.floats[lane]);
            case BF16 -> Numbers.doubleToBf16(from.floats[lane]);
            case F64 -> Double.doubleToRawLongBits(from.doubles[lane]);
            case I8, U8, BOOL, I16, U16, I32, U32 -> from.ints[lane];
            case I64, U64 -> from.longs[lane];
            default -> throw new IllegalArgumentException("kernels do not store " + dtype);
        };
        cells.set(index * size, size, bits);
    }
}
