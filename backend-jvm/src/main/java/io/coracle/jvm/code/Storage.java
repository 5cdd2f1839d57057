package io.coracle.jvm.code;

import io.coracle.tensor.DType;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.foreign.ValueLayout;

/** How an element lies in memory and in Java arrays. */
enum Storage {
    BYTE(0, TypeKind.BYTE, ConstantDescs.CD_byte, ValueLayout.OfByte.class, "I8"),
    SHORT(1, TypeKind.SHORT, ConstantDescs.CD_short, ValueLayout.OfShort.class, "I16"),
    INT(2, TypeKind.INT, ConstantDescs.CD_int, ValueLayout.OfInt.class, "I32"),
    LONG(3, TypeKind.LONG, ConstantDescs.CD_long, ValueLayout.OfLong.class, "I64"),
    FLOAT(2, TypeKind.FLOAT, ConstantDescs.CD_float, ValueLayout.OfFloat.class, "F32"),
    DOUBLE(3, TypeKind.DOUBLE, ConstantDescs.CD_double, ValueLayout.OfDouble.class, "F64");

    private final int shift;
    private final TypeKind kind;
    private final ClassDesc element;
    private final ClassDesc layout;
    private final String layoutField;

    Storage(int shift, TypeKind kind, ClassDesc element, Class<?> layout, String layoutField) {
        this.shift = shift;
        this.kind = kind;
        this.element = element;
        this.layout = layout.describeConstable().orElseThrow();
        this.layoutField = layoutField;
    }

    static Storage of(DType dtype) {
        return switch (dtype) {
            case F32 -> FLOAT;
            case F64 -> DOUBLE;
            case I32, U32 -> INT;
            case I64, U64 -> LONG;
            case I8, U8, BOOL -> BYTE;
            case I16, U16, F16, BF16 -> SHORT;
            case STRING, I4, U4, I2, U2, F8E4M3FN, F8E4M3FNUZ, F8E5M2, F8E5M2FNUZ, F8E8M0, F4E2M1 ->
                throw new IllegalArgumentException("kernels do not load " + dtype);
        };
    }

    /** Two to this power is the size in bytes. */
    int shift() {
        return shift;
    }

    /** Of array instructions. */
    TypeKind kind() {
        return kind;
    }

    ClassDesc element() {
        return element;
    }

    ClassDesc array() {
        return element.arrayType();
    }

    /** The type of the layout constant. */
    ClassDesc layout() {
        return layout;
    }

    /** The layout constant in {@link Layouts}. */
    String layoutField() {
        return layoutField;
    }
}
