package io.coracle.wasm;

import io.coracle.kernel.Interpreter;

/** A place of the linear memory for the interpreter. */
record HostCells(WasmHost host, int address, int length) implements Interpreter.Cells {
    private void check(int index, int size) {
        if (index < 0 || index > length - size) {
            throw new IndexOutOfBoundsException("byte " + index + " of a buffer of " + length);
        }
    }

    @Override
    public long get(int index, int size) {
        check(index, size);
        long bits = 0;
        for (int i = 0; i < size; i++) {
            bits |= (long) host.u8(address + index + i) << 8 * i;
        }
        return bits;
    }

    @Override
    public void set(int index, int size, long bits) {
        check(index, size);
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (bits >> 8 * i);
        }
        host.write(address + index, bytes, 0, size);
    }
}
