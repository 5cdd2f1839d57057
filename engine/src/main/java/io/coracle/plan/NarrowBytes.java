package io.coracle.plan;

import io.coracle.kernel.Expr;
import io.coracle.tensor.Bytes;

/** Finds out whether signed bytes are narrow, as {@link Expr.Dot4} means it, eight at a time. */
final class NarrowBytes {
    private static final long SIGNS = 0x8080_8080_8080_8080L;
    /** {@link Expr.Dot4#NARROW} in every byte. */
    private static final long OFFSETS = 0x4040_4040_4040_4040L;

    private NarrowBytes() {}

    static boolean areIn(Bytes bytes) {
        long size = bytes.size();
        long whole = size & -Long.BYTES;
        for (long at = 0; at < whole; at += Long.BYTES) {
            if (!areNarrow(bytes.i64(at))) {
                return false;
            }
        }
        for (long at = whole; at < size; at++) {
            if (Math.abs((byte) bytes.u8(at)) > Expr.Dot4.NARROW) {
                return false;
            }
        }
        return true;
    }

    /** With 64 added, narrow bytes are unsigned numbers up to 128: of those with the highest bit, only the one without any other. */
    private static boolean areNarrow(long word) {
        long shifted = ((word & ~SIGNS) + OFFSETS) ^ (word & SIGNS);
        long hasOthers = (shifted & ~SIGNS) + ~SIGNS;
        return (shifted & hasOthers & SIGNS) == 0;
    }
}
