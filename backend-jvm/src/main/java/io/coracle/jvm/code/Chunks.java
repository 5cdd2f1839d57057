package io.coracle.jvm.code;

import io.coracle.tensor.DType;
import java.lang.foreign.MemorySegment;

/** Packed weights as Java arrays of one chunk each: C2 vectorises loops over whole arrays only. */
public final class Chunks {
    private Chunks() {}

    /** Copies elements into an array of arrays of the dtype's storage type, such as {@code float[][]}; the last one may be padded. */
    public static Object of(MemorySegment from, DType dtype, int chunk) {
        Storage storage = Storage.of(dtype);
        long elements = from.byteSize() >> storage.shift();
        int count = Math.toIntExact((elements + chunk - 1) / chunk);
        return switch (storage) {
            case BYTE -> fill(new byte[count][chunk], from, elements, chunk, storage);
            case SHORT -> fill(new short[count][chunk], from, elements, chunk, storage);
            case INT -> fill(new int[count][chunk], from, elements, chunk, storage);
            case LONG -> fill(new long[count][chunk], from, elements, chunk, storage);
            case FLOAT -> fill(new float[count][chunk], from, elements, chunk, storage);
            case DOUBLE -> fill(new double[count][chunk], from, elements, chunk, storage);
        };
    }

    private static Object fill(Object[] arrays, MemorySegment from, long elements, int chunk, Storage storage) {
        for (int i = 0; i < arrays.length; i++) {
            long start = (long) i * chunk;
            int length = (int) Math.min(chunk, elements - start);
            Bulk.copyIn(from, storage, start << storage.shift(), arrays[i], 0, length);
        }
        return arrays;
    }
}
