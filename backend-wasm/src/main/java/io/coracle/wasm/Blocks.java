package io.coracle.wasm;

/**
 * Where calls find their arguments: a part of the linear memory that is written from its start to its end and then again. A call's block
 * is valid as long as its age is the present one.
 */
final class Blocks {
    private final WasmHost host;
    private final int start;
    private final int end;
    private int next;
    private int age;

    Blocks(WasmHost host, int start, int bytes) {
        this.host = host;
        this.start = start;
        this.end = start + bytes;
        this.next = start;
    }

    int age() {
        return age;
    }

    /** Makes all blocks invalid. */
    void forget() {
        age++;
        next = start;
    }

    /** The address of a new block with these words. */
    int place(int[] words) {
        byte[] bytes = FeatureProbe.words(words);
        if (bytes.length > end - next) {
            forget();
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
