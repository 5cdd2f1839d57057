package io.coracle.jvm.code;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Copies of many elements at once. Nothing is copied when {@code length} is not positive. */
final class Bulk {
    private Bulk() {}

    private static ValueLayout layout(Storage storage) {
        return switch (storage) {
            case BYTE -> Layouts.I8;
            case SHORT -> Layouts.I16;
            case INT -> Layouts.I32;
            case LONG -> Layouts.I64;
            case FLOAT -> Layouts.F32;
            case DOUBLE -> Layouts.F64;
        };
    }

    static void copyIn(MemorySegment from, Storage storage, long byteOffset, Object array, int at, int length) {
        if (length > 0) {
            MemorySegment.copy(from, layout(storage), byteOffset, array, at, length);
        }
    }

    // What generated code calls: element indexes, one method a storage type so that layouts are constants.

    static void in(MemorySegment from, int index, float[] to, int at, int length) {
        if (length > 0) {
            MemorySegment.copy(from, Layouts.F32, 4L * index, to, at, length);
        }
    }

    static void in(MemorySegment from, int index, double[] to, int at, int length) {
        if (length > 0) {
            MemorySegment.copy(from, Layouts.F64, 8L * index, to, at, length);
        }
    }

    static void in(MemorySegment from, int index, int[] to, int at, int length) {
        if (length > 0) {
            MemorySegment.copy(from, Layouts.I32, 4L * index, to, at, length);
        }
    }

    static void in(MemorySegment from, int index, long[] to, int at, int length) {
        if (length > 0) {
            MemorySegment.copy(from, Layouts.I64, 8L * index, to, at, length);
        }
    }

    static void in(MemorySegment from, int index, short[] to, int at, int length) {
        if (length > 0) {
            MemorySegment.copy(from, Layouts.I16, 2L * index, to, at, length);
        }
    }

    static void in(MemorySegment from, int index, byte[] to, int at, int length) {
        if (length > 0) {
            MemorySegment.copy(from, Layouts.I8, index, to, at, length);
        }
    }

    static void out(float[] from, int at, MemorySegment to, int index, int length) {
        if (length > 0) {
            MemorySegment.copy(from, at, to, Layouts.F32, 4L * index, length);
        }
    }

    static void out(double[] from, int at, MemorySegment to, int index, int length) {
        if (length > 0) {
            MemorySegment.copy(from, at, to, Layouts.F64, 8L * index, length);
        }
    }

    static void out(int[] from, int at, MemorySegment to, int index, int length) {
        if (length > 0) {
            MemorySegment.copy(from, at, to, Layouts.I32, 4L * index, length);
        }
    }

    static void out(long[] from, int at, MemorySegment to, int index, int length) {
        if (length > 0) {
            MemorySegment.copy(from, at, to, Layouts.I64, 8L * index, length);
        }
    }

    static void out(short[] from, int at, MemorySegment to, int index, int length) {
        if (length > 0) {
            MemorySegment.copy(from, at, to, Layouts.I16, 2L * index, length);
        }
    }

    static void out(byte[] from, int at, MemorySegment to, int index, int length) {
        if (length > 0) {
            MemorySegment.copy(from, at, to, Layouts.I8, index, length);
        }
    }

    static void across(MemorySegment from, long fromByte, MemorySegment to, long toByte, long bytes) {
        if (bytes > 0) {
            MemorySegment.copy(from, fromByte, to, toByte, bytes);
        }
    }

    static void within(Object from, int fromIndex, Object to, int toIndex, int length) {
        if (length > 0) {
            System.arraycopy(from, fromIndex, to, toIndex, length);
        }
    }

    /** The bits of integers as floats: C2 does not vectorise the conversion, but copies bytes at full speed. */
    static void bits(int[] from, int fromIndex, float[] to, int toIndex, int length) {
        across(MemorySegment.ofArray(from), 4L * fromIndex, MemorySegment.ofArray(to), 4L * toIndex, 4L * length);
    }

    static void bits(float[] from, int fromIndex, int[] to, int toIndex, int length) {
        across(MemorySegment.ofArray(from), 4L * fromIndex, MemorySegment.ofArray(to), 4L * toIndex, 4L * length);
    }

    static void bits(long[] from, int fromIndex, double[] to, int toIndex, int length) {
        across(MemorySegment.ofArray(from), 8L * fromIndex, MemorySegment.ofArray(to), 8L * toIndex, 8L * length);
    }

    static void bits(double[] from, int fromIndex, long[] to, int toIndex, int length) {
        across(MemorySegment.ofArray(from), 8L * fromIndex, MemorySegment.ofArray(to), 8L * toIndex, 8L * length);
    }
}
