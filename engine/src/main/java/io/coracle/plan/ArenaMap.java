package io.coracle.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Places blocks in one arena so that blocks whose lifetimes do not overlap share bytes. Blocks are asked for in the order of the
 * steps; a freed block can be taken by any later one. Best fit, aligned to 64 bytes.
 */
final class ArenaMap {
    private static final long ALIGNMENT = 64;
    private final TreeMap<Long, Long> free = new TreeMap<>();
    private long end;

    /** Offset of a new block. */
    long take(long bytes) {
        long size = Math.max(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        long best = -1;
        for (long offset : List.copyOf(free.keySet())) {
            long length = free.get(offset);
            if (length >= size && (best < 0 || length < free.get(best))) {
                best = offset;
            }
        }
        if (best >= 0) {
            long length = free.remove(best);
            if (length > size) {
                free.put(best + size, length - size);
            }
            return best;
        }
        // A free block at the end grows instead of lying idle below a new one.
        if (!free.isEmpty() && free.lastKey() + free.get(free.lastKey()) == end) {
            long offset = free.lastKey();
            free.remove(offset);
            end = offset + size;
            return offset;
        }
        long offset = end;
        end += size;
        return offset;
    }

    /** Gives a block back. */
    void give(long offset, long bytes) {
        long size = Math.max(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        free.put(offset, size);
        merge();
    }

    private void merge() {
        List<Long> offsets = new ArrayList<>(free.keySet());
        for (int i = offsets.size() - 2; i >= 0; i--) {
            long low = offsets.get(i);
            long high = offsets.get(i + 1);
            if (low + free.get(low) == high) {
                free.put(low, free.get(low) + free.remove(high));
            }
        }
    }

    /** Bytes the arena needs. */
    long size() {
        return end;
    }
}
