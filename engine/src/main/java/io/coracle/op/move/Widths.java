package io.coracle.op.move;

import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;

/** Copies need only the width of elements: an integer of that width keeps every bit, also of types that kernels cannot compute with. */
public final class Widths {
    private Widths() {}

    /** The integer type as wide as another type. Throws {@link OperatorException} for elements that are not whole bytes. */
    public static DType of(DType dtype) {
        return switch (dtype.bits()) {
            case 8 -> DType.U8;
            case 16 -> DType.U16;
            case 32 -> DType.I32;
            case 64 -> DType.I64;
            default -> throw new OperatorException("kernels do not move " + dtype);
        };
    }
}
