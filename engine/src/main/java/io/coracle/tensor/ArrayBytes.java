package io.coracle.tensor;

/** Bytes in a part of a Java array. */
final class ArrayBytes extends Bytes {
    private final byte[] array;
    private final int start;
    private final int length;

    ArrayBytes(byte[] array, int start, int length) {
        this.array = array;
        this.start = start;
        this.length = length;
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public int u8(long at) {
        check(at, 1);
        return array[start + (int) at] & 0xff;
    }

    @Override
    public int u16(long at) {
        check(at, 2);
        int i = start + (int) at;
        return (array[i] & 0xff) | (array[i + 1] & 0xff) << 8;
    }

    @Override
    public int i32(long at) {
        check(at, 4);
        int i = start + (int) at;
        return (array[i] & 0xff) | (array[i + 1] & 0xff) << 8 | (array[i + 2] & 0xff) << 16 | array[i + 3] << 24;
    }

    @Override
    public Bytes slice(long from, long size) {
        check(from, size);
        return new ArrayBytes(array, start + (int) from, (int) size);
    }

    @Override
    public void copyTo(long from, byte[] to, int at, int count) {
        check(from, count);
        System.arraycopy(array, start + (int) from, to, at, count);
    }
}
