package io.coracle.jvm.x86;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Bytes of code with labels, and a pool of constants that ends up behind them. */
class CodeBuffer {
    private static final int CACHE_LINE = 64;

    private byte[] bytes = new byte[4096];
    private int size;
    private final List<Use> poolUses = new ArrayList<>();
    private final Map<List<Integer>, Integer> pooled = new HashMap<>();
    private byte[] pool = new byte[256];
    private int poolSize;

    /** A place in the code; jumps may name it before it is bound. */
    static final class Label {
        private int position = -1;
        private final List<Integer> uses = new ArrayList<>();
    }

    private record Use(int at, int end, int offset) {}

    int position() {
        return size;
    }

    final void u8(int value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * size);
        }
        bytes[size++] = (byte) value;
    }

    final void u32(int value) {
        u8(value);
        u8(value >> 8);
        u8(value >> 16);
        u8(value >> 24);
    }

    final void u64(long value) {
        u32((int) value);
        u32((int) (value >> 32));
    }

    final void bind(Label label) {
        label.position = size;
        for (int at : label.uses) {
            patch(at, size - (at + 4));
        }
    }

    /** The distance from behind these four bytes to a label. */
    final void distance(Label label) {
        if (label.position >= 0) {
            u32(label.position - (size + 4));
        } else {
            label.uses.add(size);
            u32(0);
        }
    }

    private void patch(int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >> 8 * i);
        }
    }

    /** Four bytes at {@code at} hold the distance from the end of an instruction to a constant. */
    final void usesConstant(int at, int end, int offset) {
        poolUses.add(new Use(at, end, offset));
    }

    /** Where these 32-bit words lie in the pool. Their alignment is their size. */
    final int constant(int... words) {
        List<Integer> key = Arrays.stream(words).boxed().toList();
        return pooled.computeIfAbsent(key, k -> {
            int align = Math.min(CACHE_LINE, Integer.highestOneBit(words.length * 4));
            int at = (poolSize + align - 1) / align * align;
            while (pool.length < at + words.length * 4) {
                pool = Arrays.copyOf(pool, 2 * pool.length);
            }
            for (int i = 0; i < words.length; i++) {
                for (int b = 0; b < 4; b++) {
                    pool[at + 4 * i + b] = (byte) (words[i] >> 8 * b);
                }
            }
            poolSize = at + words.length * 4;
            return at;
        });
    }

    /** The code and its constants. The start must lie at a multiple of 64. */
    byte[] finish() {
        int start = (size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
        for (Use use : poolUses) {
            patch(use.at, start + use.offset - use.end);
        }
        byte[] all = Arrays.copyOf(bytes, start + poolSize);
        System.arraycopy(pool, 0, all, start, poolSize);
        return all;
    }
}
