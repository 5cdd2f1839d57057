package io.coracle.jvm.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory for what calls of machine code are given. A plan has a hundred calls of some dozen bytes each, so they share pieces of memory
 * that the garbage collector frees when none of them is reachable any more. Safe for use by many threads.
 */
final class CallBlocks {
    private static final long SHARED = 1 << 14;
    private static final long ALIGNMENT = 64;

    private static MemorySegment free = MemorySegment.NULL;

    private CallBlocks() {}

    /** Zeros, aligned to 64 bytes, as long as the segment is reachable. */
    static synchronized MemorySegment take(long bytes) {
        long size = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (free.byteSize() < size) {
            free = Arena.ofAuto().allocate(Math.max(SHARED, size), ALIGNMENT);
        }
        MemorySegment block = free.asSlice(0, bytes);
        free = free.asSlice(size);
        return block;
    }
}
