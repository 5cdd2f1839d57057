package io.coracle.backend;

import io.coracle.tensor.Bytes;

/** Bytes that kernels can reach: an off-heap arena, Wasm's linear memory, a GPU buffer. Numbers are little-endian. */
public interface Memory extends AutoCloseable {
    /** Bytes in all. */
    long size();

    /** Copies bytes in. Throws {@link IndexOutOfBoundsException} when they do not fit. */
    void write(long at, Bytes from);

    /** Copies bytes out. Throws {@link IndexOutOfBoundsException} outside the memory. */
    Bytes read(long at, long length);

    /** Bytes where they lie, if they can be read there without a copy: until something writes to the memory or gives it back. */
    default Bytes view(long at, long length) {
        return read(at, length);
    }

    /** Gives the bytes back at once. Calls bound to this memory must not run any more. */
    @Override
    void close();
}
