package io.coracle.jvm.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Optional;

/**
 * Memory on pages of 2 MB, where the system has them: a run reads all weights of a model, and on small pages it would look up ten
 * thousand addresses for that. What is taken one after the other lies one behind the other, so that code which reads ahead at the end of
 * one matrix fetches the beginning of the next. Safe for use by many threads.
 */
public final class LargePages {
    /** What is smaller than this gains nothing. */
    public static final long SMALLEST = 1 << 16;

    private static final long PAGE = 2L << 20;
    private static final long REGION = 32L << 20;
    private static final long ALIGNMENT = 64;
    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int USE_LARGE_PAGES = 14;

    private Optional<Region> current = Optional.empty();

    /** Addresses of which the first part is taken. */
    private static final class Region {
        private final long mapped;
        private final long size;
        private final long end;
        private long next;
        /** From here on nobody wrote anything yet. */
        private long clean;
        private int pieces;

        Region(long mapped, long size) {
            this.mapped = mapped;
            this.size = size;
            this.end = mapped + size;
            this.next = aligned(mapped, PAGE);
            this.clean = next;
        }
    }

    private static long aligned(long address, long to) {
        return (address + to - 1) / to * to;
    }

    /** Zeros, aligned to 64 bytes, to be used until the arena is closed; empty where there are no such pages, or no more of them. */
    public synchronized Optional<MemorySegment> take(long bytes, Arena arena) {
        if (current.isEmpty() || current.get().end - current.get().next < bytes) {
            Optional<Region> region = map(Math.max(REGION, aligned(bytes, PAGE)) + PAGE);
            if (region.isEmpty()) {
                return Optional.empty();
            }
            current = region;
        }
        Region region = current.get();
        long address = region.next;
        MemorySegment piece = MemorySegment.ofAddress(address).reinterpret(bytes, arena, _ -> give(region, address, bytes));
        if (address < region.clean) {
            piece.asSlice(0, Math.min(bytes, region.clean - address)).fill((byte) 0);
        }
        region.next = aligned(address + bytes, ALIGNMENT);
        region.clean = Math.max(region.clean, region.next);
        region.pieces++;
        return Optional.of(piece);
    }

    /** A region is unmapped as a whole, when nobody uses any of it. */
    private synchronized void give(Region region, long address, long bytes) {
        region.pieces--;
        if (region.next == aligned(address + bytes, ALIGNMENT)) {
            region.next = address;
        }
        if (region.pieces == 0) {
            current = current.filter(other -> other != region);
            NativeCalls.function("munmap").ifPresent(unmap -> NativeCalls.call(unmap, region.mapped, region.size, 0, 0, 0, 0));
        }
    }

    private static Optional<Region> map(long size) {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")) {
            return Optional.empty();
        }
        Optional<MemorySegment> map = NativeCalls.function("mmap");
        Optional<MemorySegment> advise = NativeCalls.function("madvise");
        if (map.isEmpty() || advise.isEmpty()) {
            return Optional.empty();
        }
        long address = NativeCalls.call(map.get(), 0, size, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0);
        if (address == -1) {
            return Optional.empty();
        }
        // Where the system does not want to, the pages are small ones, which are as good as any.
        NativeCalls.call(advise.get(), address, size, USE_LARGE_PAGES, 0, 0, 0);
        return Optional.of(new Region(address, size));
    }
}
