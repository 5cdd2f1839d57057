package io.coracle.jvm.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory between two pages that nobody may touch, so that code which leaves it ends the process instead of passing a test. */
public final class Guarded {
    private static final long PAGE = 4096;

    private Guarded() {}

    /** Memory that ends, or begins, right at a forbidden page. Freed with the arena. Works where there is mmap. */
    public static MemorySegment allocate(long bytes, boolean atEnd, Arena arena) {
        long inside = Math.max(PAGE, (bytes + PAGE - 1) / PAGE * PAGE);
        long size = inside + 2 * PAGE;
        long address = NativeCalls.call(NativeCalls.function("mmap").orElseThrow(), 0, size, 3, 0x22, -1, 0);
        if (address == -1) {
            throw new IllegalStateException("no memory");
        }
        protect(address);
        protect(address + PAGE + inside);
        MemorySegment unmap = NativeCalls.function("munmap").orElseThrow();
        MemorySegment whole = MemorySegment.ofAddress(address)
            .reinterpret(size, arena, s -> NativeCalls.call(unmap, address, size, 0, 0, 0, 0));
        return whole.asSlice(atEnd ? PAGE + inside - bytes : PAGE, bytes);
    }

    private static void protect(long page) {
        if ((int) NativeCalls.call(NativeCalls.function("mprotect").orElseThrow(), page, PAGE, 0, 0, 0, 0) != 0) {
            throw new IllegalStateException("the page cannot be protected");
        }
    }
}
