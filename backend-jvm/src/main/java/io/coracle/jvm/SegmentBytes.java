package io.coracle.jvm;

import io.coracle.tensor.Bytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * Bytes of a memory segment: a mapped file, or off-heap memory. The segment checks every access; after its arena is closed, each
 * throws {@link IllegalStateException}.
 */
public final class SegmentBytes extends Bytes {
    private static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment segment;
    /** What this is a slice of, and where it begins there. */
    private final MemorySegment whole;
    private final long offset;

    SegmentBytes(MemorySegment segment) {
        this.segment = segment.asReadOnly();
        this.whole = this.segment;
        this.offset = 0;
    }

    private SegmentBytes(MemorySegment segment, MemorySegment whole, long offset) {
        this.segment = segment;
        this.whole = whole;
        this.offset = offset;
    }

    /**
     * A whole file, without reading it first: pages come in when they are touched, and {@link JvmBackend} uses slices as weights in
     * place.
     *
     * @param arena keeps the file mapped until it is closed
     */
    public static SegmentBytes map(Path file, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new SegmentBytes(channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
        }
    }

    MemorySegment segment() {
        return segment;
    }

    @Override
    public long size() {
        return segment.byteSize();
    }

    @Override
    public int u8(long at) {
        return segment.get(ValueLayout.JAVA_BYTE, at) & 0xff;
    }

    @Override
    public int u16(long at) {
        return segment.get(I16, at) & 0xffff;
    }

    @Override
    public int i32(long at) {
        return segment.get(I32, at);
    }

    @Override
    public long i64(long at) {
        return segment.get(I64, at);
    }

    @Override
    public SegmentBytes slice(long from, long length) {
        return new SegmentBytes(segment.asSlice(from, length), whole, offset + from);
    }

    /** Where these bytes begin in others, if they are a slice of them. */
    OptionalLong offsetIn(SegmentBytes other) {
        return whole == other.segment ? OptionalLong.of(offset) : OptionalLong.empty();
    }

    @Override
    public void copyTo(long from, byte[] to, int at, int length) {
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, from, to, at, length);
    }

    @Override
    public void copyTo(long from, float[] to, int at, int length) {
        MemorySegment.copy(segment, F32, from, to, at, length);
    }
}
