package io.coracle.jvm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Scalar;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;

/** Classes and types that generated code names. */
final class Types {
    static final ClassDesc BINDINGS = desc(Bindings.class);
    static final ClassDesc SCRATCH = desc(Scratch.class);
    static final ClassDesc KERNEL_CODE = desc(KernelCode.class);
    static final ClassDesc ARITHMETIC = desc(Arithmetic.class);
    static final ClassDesc BULK = desc(Bulk.class);
    static final ClassDesc LAYOUTS = desc(Layouts.class);
    static final ClassDesc SEGMENT = desc(java.lang.foreign.MemorySegment.class);
    static final ClassDesc MATH = desc(Math.class);
    static final ClassDesc FLOAT = desc(Float.class);
    static final ClassDesc DOUBLE = desc(Double.class);

    private Types() {}

    private static ClassDesc desc(Class<?> c) {
        return c.describeConstable().orElseThrow();
    }

    static ClassDesc of(Scalar scalar) {
        return switch (scalar) {
            case F32 -> ConstantDescs.CD_float;
            case F64 -> ConstantDescs.CD_double;
            case I32, BOOL -> ConstantDescs.CD_int;
            case I64 -> ConstantDescs.CD_long;
        };
    }

    static TypeKind kind(Scalar scalar) {
        return switch (scalar) {
            case F32 -> TypeKind.FLOAT;
            case F64 -> TypeKind.DOUBLE;
            case I32, BOOL -> TypeKind.INT;
            case I64 -> TypeKind.LONG;
        };
    }

    /** What generated code holds a buffer in: an array, an array of chunks, or a segment. */
    static ClassDesc of(Buffer buffer, boolean chunksAsArrays) {
        if (buffer.role() == Buffer.Role.LOCAL) {
            return Storage.of(buffer.dtype()).array();
        }
        return isChunked(buffer, chunksAsArrays) ? Storage.of(buffer.dtype()).array().arrayType() : SEGMENT;
    }

    static boolean isChunked(Buffer buffer, boolean chunksAsArrays) {
        return chunksAsArrays && buffer.role() == Buffer.Role.PACKED && buffer.size() > 0;
    }
}
