package io.coracle.tensor;

/**
 * Read-only bytes that lie somewhere: a Java array, a slice of a mapped file, Wasm memory. Numbers are little-endian.
 * Every read is checked: outside the bytes it throws {@link IndexOutOfBoundsException}, also where the platform's own
 * arrays do not check.
 */
public abstract class Bytes {
    /** Bytes in all. */
    public abstract long size();

    /** One byte, 0 to 255. */
    public abstract int u8(long at);

    /** A part of these bytes, without copying. */
    public abstract Bytes slice(long from, long length);

    /** Copies into an array. */
    public abstract void copyTo(long from, byte[] to, int at, int length);

    /** Copies little-endian 32-bit numbers into an array; {@code from} is a byte offset. */
    public void copyTo(long from, float[] to, int at, int length) {
        check(from, 4L * length);
        for (int i = 0; i < length; i++) {
            to[at + i] = Float.intBitsToFloat(i32(from + 4L * i));
        }
    }

    public int u16(long at) {
        return u8(at) | u8(at + 1) << 8;
    }

    public int i32(long at) {
        return u16(at) | u16(at + 2) << 16;
    }

    public long i64(long at) {
        return (i32(at) & 0xffff_ffffL) | (long) i32(at + 4) << 32;
    }

    public float f32(long at) {
        return Float.intBitsToFloat(i32(at));
    }

    public double f64(long at) {
        return Double.longBitsToDouble(i64(at));
    }

    /** All bytes as an array. Throws {@link IllegalStateException} past 2 GiB. */
    public byte[] toArray() {
        if (size() > Integer.MAX_VALUE) {
            throw new IllegalStateException(size() + " bytes do not fit a Java array");
        }
        byte[] array = new byte[(int) size()];
        copyTo(0, array, 0, array.length);
        return array;
    }

    /** Throws {@link IndexOutOfBoundsException} unless {@code length} bytes lie at {@code from}. */
    protected final void check(long from, long length) {
        if (from < 0 || length < 0 || from > size() - length) {
            throw new IndexOutOfBoundsException("bytes " + from + " to " + (from + length) + " of " + size());
        }
    }

    /** Bytes of an array, not copied: the caller gives the array away. */
    public static Bytes of(byte... array) {
        return new ArrayBytes(array, 0, array.length);
    }
}
