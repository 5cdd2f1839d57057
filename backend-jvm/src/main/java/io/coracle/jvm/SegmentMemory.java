package io.coracle.jvm;

import io.coracle.backend.Memory;
import io.coracle.jvm.code.Chunks;
import io.coracle.jvm.x86.LargePages;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** Off-heap memory. What it owns is freed when it is closed; bytes of others, such as a mapped file, are only looked at. */
final class SegmentMemory implements Memory {
    private static final long ALIGNMENT = 64;
    private static final LongAdder IN_USE = new LongAdder();

    private final Optional<Arena> arena;
    private final MemorySegment segment;
    private final Map<ChunksOf, Object> chunked = new HashMap<>();

    private record ChunksOf(long offset, long length, DType dtype, int chunk) {}

    private SegmentMemory(Optional<Arena> arena, MemorySegment segment) {
        this.arena = arena;
        this.segment = segment;
    }

    /**
     * The most bytes that one run may need. Off-heap memory is not in the heap's limit; by default that is a quarter of the machine's
     * memory, so this is three quarters.
     */
    static long limit() {
        long heap = Runtime.getRuntime().maxMemory();
        return heap > Long.MAX_VALUE / 3 ? Long.MAX_VALUE : 3 * heap;
    }

    /** New memory of zeros, aligned to 64 bytes. */
    static SegmentMemory allocate(long bytes) {
        return allocate(bytes, arena -> arena.allocate(bytes, ALIGNMENT));
    }

    /** As {@link #allocate(long)}, on large pages if it is worth one and there are any. */
    static SegmentMemory allocate(long bytes, LargePages pages) {
        if (bytes < LargePages.SMALLEST) {
            return allocate(bytes);
        }
        return allocate(bytes, arena -> pages.take(bytes, arena).orElseGet(() -> arena.allocate(bytes, ALIGNMENT)));
    }

    private static SegmentMemory allocate(long bytes, Function<Arena, MemorySegment> from) {
        Arena arena = Arena.ofShared();
        try {
            SegmentMemory memory = new SegmentMemory(Optional.of(arena), from.apply(arena));
            IN_USE.add(bytes);
            return memory;
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /** Bytes that were allocated and not closed yet. */
    static long inUse() {
        return IN_USE.sum();
    }

    /** Memory with these contents; no copy is made of what is off-heap already. */
    static SegmentMemory constant(Bytes bytes) {
        if (bytes instanceof SegmentBytes inPlace && bytes.size() > Integer.MAX_VALUE) {
            return new SegmentMemory(Optional.empty(), inPlace.segment());
        }
        if (bytes instanceof SegmentBytes inPlace && bytes.size() % Integer.BYTES == 0) {
            return new SegmentMemory(Optional.empty(), asPlainMemory(inPlace.segment()));
        }
        SegmentMemory memory = allocate(bytes.size());
        memory.write(0, bytes);
        return memory;
    }

    /**
     * The same bytes as a segment of the class that {@link Arena#allocate(long)} gives. A mapped file is one of another class, and
     * where kernels meet both C2 no longer knows which methods they call: matrix products took a third longer.
     */
    private static MemorySegment asPlainMemory(MemorySegment segment) {
        if (!segment.isMapped()) {
            return segment;
        }
        return MemorySegment.ofBuffer(segment.asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer());
    }

    @Override
    public long size() {
        return segment.byteSize();
    }

    MemorySegment slice(long offset, long length) {
        return segment.asSlice(offset, length);
    }

    /** The elements as Java arrays of one chunk each, made the first time. For contents that change no more. */
    synchronized Object chunks(long offset, long length, DType dtype, int chunk) {
        return chunked.computeIfAbsent(new ChunksOf(offset, length, dtype, chunk),
            key -> Chunks.of(slice(offset, length), dtype, chunk));
    }

    @Override
    public void write(long at, Bytes from) {
        write(segment.asSlice(at, from.size()), from);
    }

    static void write(MemorySegment target, Bytes from) {
        if (from instanceof SegmentBytes offHeap) {
            target.copyFrom(offHeap.segment());
            return;
        }
        byte[] buffer = new byte[(int) Math.min(from.size(), 1 << 16)];
        for (long done = 0; done < from.size(); done += buffer.length) {
            int count = (int) Math.min(buffer.length, from.size() - done);
            from.copyTo(done, buffer, 0, count);
            MemorySegment.copy(buffer, 0, target, ValueLayout.JAVA_BYTE, done, count);
        }
    }

    @Override
    public Bytes read(long at, long length) {
        return read(segment.asSlice(at, length));
    }

    static Bytes read(MemorySegment source) {
        return Bytes.of(source.toArray(ValueLayout.JAVA_BYTE));
    }

    @Override
    public synchronized void close() {
        chunked.clear();
        arena.ifPresent(owned -> {
            owned.close();
            IN_USE.add(-segment.byteSize());
        });
    }
}
