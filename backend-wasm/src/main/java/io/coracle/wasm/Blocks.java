package io.coracle.wasm;

/** Where single calls find their arguments: a part of the linear memory that is written from its start to its end and then again. */
final class Blocks {
    private final WasmHost host;
    private final int start;
    private final int end;
    private int next;

    Blocks(WasmHost host, int start, int bytes) {
        this.host = host;
        this.start = start;
        this.end = start + bytes;
        this.next = start;
    }

    /** The address of a block with these words, which is valid for the next call. */
    int place(int[] words) {
        byte[] bytes = FeatureProbe.words(words);
        if (bytes.length > end - next) {
            next = start;
        }
        if (bytes.length > end - next) {
            throw new IllegalArgumentException("a call with " + words.length + " buffers and parameters is too large");
        }
        int address = next;
        host.write(address, bytes, 0, bytes.length);
        next += bytes.length;
        return address;
    }
}
