package io.coracle.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * Places blocks in one arena so that blocks whose lifetimes do not overlap share bytes. Blocks are asked for in the order of the
 * steps; a freed block can be taken by any later one. Best fit, aligned to 64 bytes.
 */
final class ArenaMap {
    private static final long ALIGNMENT = 64;
    /** By offset; neighbours are one. */
    private final List<Block> free = new ArrayList<>();
    private long end;

    private record Block(long offset, long length) {
        long end() {
            return offset + length;
        }
    }

    private static long aligned(long bytes) {
        return Math.max(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    }

    /** Offset of a new block. */
    long take(long bytes) {
        long size = aligned(bytes);
        int best = -1;
        for (int i = 0; i < free.size(); i++) {
            long length = free.get(i).length;
            if (length >= size && (best < 0 || length < free.get(best).length)) {
                best = i;
            }
        }
        if (best >= 0) {
            Block block = free.remove(best);
            if (block.length > size) {
                free.add(best, new Block(block.offset + size, block.length - size));
            }
            return block.offset;
        }
        // A free block at the end grows instead of lying idle below a new one.
        long offset = !free.isEmpty() && free.getLast().end() == end ? free.removeLast().offset : end;
        end = offset + size;
        return offset;
    }

    /** Gives a block back. */
    void give(long offset, long bytes) {
        Block block = new Block(offset, aligned(bytes));
        int next = 0;
        while (next < free.size() && free.get(next).offset < offset) {
            next++;
        }
        if (next < free.size() && free.get(next).offset == block.end()) {
            block = new Block(offset, block.length + free.remove(next).length);
        }
        if (next > 0 && free.get(next - 1).end() == offset) {
            Block before = free.remove(--next);
            block = new Block(before.offset, before.length + block.length);
        }
        free.add(next, block);
    }

    /** Bytes the arena needs. */
    long size() {
        return end;
    }
}
