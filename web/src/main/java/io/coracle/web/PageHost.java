package io.coracle.web;

import io.coracle.wasm.WasmHost;

/** A browser's WebAssembly, through the few functions in {@code engine.js}. */
final class PageHost implements WasmHost {
    @Override
    public int threads() {
        return Edge.threads();
    }

    @Override
    public int pages() {
        return Edge.pages();
    }

    @Override
    public boolean grow(int pages) {
        return Edge.grow(pages) != 0;
    }

    @Override
    public int u8(int at) {
        return Edge.Models.u8(at);
    }

    @Override
    public int i32(int at) {
        return Edge.Models.i32(at);
    }

    @Override
    public void read(int at, byte[] to, int start, int length) {
        int whole = length & -4;
        for (int i = 0; i < whole; i += 4) {
            int word = Edge.Models.i32(at + i);
            to[start + i] = (byte) word;
            to[start + i + 1] = (byte) (word >> 8);
            to[start + i + 2] = (byte) (word >> 16);
            to[start + i + 3] = (byte) (word >> 24);
        }
        for (int i = whole; i < length; i++) {
            to[start + i] = (byte) Edge.Models.u8(at + i);
        }
    }

    @Override
    public void write(int at, byte[] from, int start, int length) {
        int whole = length & -4;
        for (int i = 0; i < whole; i += 4) {
            int j = start + i;
            Edge.Models.setI32(at + i, from[j] & 0xff | (from[j + 1] & 0xff) << 8 | (from[j + 2] & 0xff) << 16 | from[j + 3] << 24);
        }
        for (int i = whole; i < length; i++) {
            Edge.Models.setU8(at + i, from[start + i]);
        }
    }

    @Override
    public void copy(int from, int to, int length) {
        Edge.Models.copy(to, from, length);
    }

    @Override
    public void clear(int at, int length) {
        Edge.Models.fill(at, 0, length);
    }

    @Override
    public boolean validates(byte[] module) {
        return Edge.validates(Wire.put(module)) != 0;
    }

    @Override
    public Module instantiate(byte[] module) {
        int instance = Edge.instantiate(Wire.put(module));
        return name -> {
            int function = Edge.function(instance, Wire.put(name));
            return argument -> Edge.call(function, argument);
        };
    }
}
