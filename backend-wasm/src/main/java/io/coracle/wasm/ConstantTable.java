package io.coracle.wasm;

import io.coracle.wasm.code.Constants;
import java.util.HashMap;
import java.util.Map;

/** Constants of vectors, each once, in a part of the linear memory. */
final class ConstantTable implements Constants {
    private static final int WORD = 4;

    private final WasmHost host;
    private final int end;
    private final Map<Integer, Integer> addresses = new HashMap<>();
    private int next;

    ConstantTable(WasmHost host, int start, int end) {
        this.host = host;
        this.next = start;
        this.end = end;
    }

    @Override
    public int address(int bits) {
        Integer known = addresses.get(bits);
        if (known != null) {
            return known;
        }
        if (next + WORD > end) {
            return -1;
        }
        int address = next;
        next += WORD;
        host.write(address, FeatureProbe.words(bits), 0, WORD);
        addresses.put(bits, address);
        return address;
    }
}
