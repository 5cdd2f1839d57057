package io.coracle.plan;

import io.coracle.tensor.Bytes;

/** Finds out how large signed bytes are, eight at a time. */
final class ByteRange {
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long SIGNS = 0x8080_8080_8080_8080L;

    private ByteRange() {}

    /**
     * Whether no byte is beyond a limit.
     *
     * @param limit a magnitude, 64 to 127
     */
    static boolean isWithin(Bytes bytes, int limit) {
        long size = bytes.size();
        long whole = size & -Long.BYTES;
        for (long at = 0; at < whole; at += Long.BYTES) {
            if (!areWithin(bytes.i64(at), limit)) {
                return false;
            }
        }
        for (long at = whole; at < size; at++) {
            if (Math.abs((byte) bytes.u8(at)) > limit) {
                return false;
            }
        }
        return true;
    }

    /** With the limit added, bytes within it are unsigned numbers up to twice the limit: a carry into the highest bit shows larger ones. */
    private static boolean areWithin(long word, int limit) {
        long shifted = ((word & ~SIGNS) + limit * ONES) ^ (word & SIGNS);
        long carries = (shifted & ~SIGNS) + (255 - 2 * limit) * ONES;
        return (shifted & carries & SIGNS) == 0;
    }
}
