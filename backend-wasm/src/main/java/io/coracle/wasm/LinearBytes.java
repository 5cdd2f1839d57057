package io.coracle.wasm;

import io.coracle.tensor.Bytes;

/** Bytes that lie in a host's linear memory. Weights read from them are used where they are. */
final class LinearBytes extends Bytes {
    final WasmHost host;
    final int address;
    private final int length;

    LinearBytes(WasmHost host, int address, int length) {
        this.host = host;
        this.address = address;
        this.length = length;
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public int u8(long at) {
        check(at, 1);
        return host.u8(address + (int) at);
    }

    @Override
    public int i32(long at) {
        check(at, Integer.BYTES);
        return host.i32(address + (int) at);
    }

    @Override
    public Bytes slice(long from, long count) {
        check(from, count);
        return new LinearBytes(host, address + (int) from, (int) count);
    }

    @Override
    public void copyTo(long from, byte[] to, int at, int count) {
        check(from, count);
        if (at < 0 || count > to.length - at) {
            throw new IndexOutOfBoundsException(count + " bytes at " + at + " of an array of " + to.length);
        }
        host.read(address + (int) from, to, at, count);
    }
}
