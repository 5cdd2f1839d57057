package io.coracle.kernel;

/** A part of a Java array as memory of the {@link Interpreter}. */
public record ArrayCells(byte[] bytes, int offset, int length) implements Interpreter.Cells {
    /** All of an array. */
    public ArrayCells(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private int place(int index, int size) {
        if (index < 0 || index > length - size) {
            throw new IndexOutOfBoundsException("byte " + index + " of a buffer of " + length);
        }
        return offset + index;
    }

    @Override
    public long get(int index, int size) {
        return LittleEndian.get(bytes, place(index, size), size);
    }

    @Override
    public void set(int index, int size, long bits) {
        LittleEndian.set(bytes, place(index, size), size, bits);
    }
}
