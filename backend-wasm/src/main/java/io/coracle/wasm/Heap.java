package io.coracle.wasm;

import java.util.ArrayList;
import java.util.List;

/** Hands out a host's linear memory: first fit among the free parts, in address order, aligned to 64 bytes; grows it when none fits. */
final class Heap {
    private static final int ALIGNMENT = 64;
    private static final int PAGE = 1 << 16;
    /** Addresses are Java's ints, so they end below 2 GiB. */
    private static final int MOST_PAGES = 32767;

    private final WasmHost host;
    private final List<Free> free = new ArrayList<>();
    private int end;

    private record Free(int address, int size) {}

    /** @param start the first address that may be handed out */
    Heap(WasmHost host, int start) {
        this.host = host;
        this.end = start;
    }

    /** The most bytes that one part may have. */
    static long largest() {
        return (long) MOST_PAGES * PAGE;
    }

    private static int rounded(long bytes) {
        return (int) Math.max(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    }

    /** The address of a new part, whose contents are zeros. Throws {@link WasmMemoryException} when the host has no more memory. */
    int take(long bytes) {
        if (bytes > largest()) {
            throw refused(bytes);
        }
        int size = rounded(bytes);
        for (int i = 0; i < free.size(); i++) {
            Free part = free.get(i);
            if (part.size >= size) {
                if (part.size == size) {
                    free.remove(i);
                } else {
                    free.set(i, new Free(part.address + size, part.size - size));
                }
                host.clear(part.address, size);
                return part.address;
            }
        }
        return extend(bytes, size);
    }

    /** Memory at the end: what is free there, and new pages, which are zero. */
    private int extend(long bytes, int size) {
        int start = end;
        int last = free.size() - 1;
        boolean joins = last >= 0 && free.get(last).address + free.get(last).size == end;
        if (joins) {
            start = free.get(last).address;
        }
        long wanted = (long) start + size;
        int pages = (int) ((wanted + PAGE - 1) / PAGE);
        if (pages > MOST_PAGES || pages > host.pages() && !host.grow(pages - host.pages())) {
            throw refused(bytes);
        }
        if (joins) {
            host.clear(start, end - start);
            free.remove(last);
        }
        end = (int) wanted;
        return start;
    }

    private WasmMemoryException refused(long bytes) {
        return new WasmMemoryException("out of memory: " + bytes + " more bytes of WebAssembly memory were refused, with "
            + (long) host.pages() * PAGE + " in use; close what is not needed or use a smaller model");
    }

    /** Gives a part back. */
    void give(int address, long bytes) {
        int size = rounded(bytes);
        int at = 0;
        while (at < free.size() && free.get(at).address < address) {
            at++;
        }
        free.add(at, new Free(address, size));
        join(at);
        join(at - 1);
    }

    /** Makes one of a free part and the next one, if they touch. */
    private void join(int at) {
        if (at >= 0 && at + 1 < free.size() && free.get(at).address + free.get(at).size == free.get(at + 1).address) {
            free.set(at, new Free(free.get(at).address, free.get(at).size + free.get(at + 1).size));
            free.remove(at + 1);
        }
    }
}
