package io.coracle.jvm.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Scratch memory, lent to one call at a time and kept for the next. */
final class Scratch implements AutoCloseable {
    private static final int ALIGNMENT = 64;
    private static final int SMALLEST = 1 << 14;

    private final ConcurrentLinkedQueue<Scratch> idle;
    private MemorySegment memory = MemorySegment.NULL;

    private Scratch(ConcurrentLinkedQueue<Scratch> idle) {
        this.idle = idle;
    }

    /** Takes idle memory, or makes some. */
    static Scratch from(ConcurrentLinkedQueue<Scratch> idle) {
        Scratch scratch = idle.poll();
        return scratch == null ? new Scratch(idle) : scratch;
    }

    long address(int bytes) {
        if (memory.byteSize() < bytes) {
            memory = Arena.ofAuto().allocate(Math.max(SMALLEST, bytes), ALIGNMENT);
        }
        return memory.address();
    }

    @Override
    public void close() {
        idle.add(this);
    }
}
