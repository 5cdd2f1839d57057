package io.coracle.tensor;

import java.util.Arrays;
import java.util.List;

/**
 * Numbers or strings with a shape, in row-major order. Immutable. Numbers lie as little-endian {@link Bytes}, which may be
 * a slice of a model's file; strings lie in an array.
 */
public final class Tensor {
    private final TensorType type;
    private final Bytes bytes;
    private final String[] strings;

    private Tensor(TensorType type, Bytes bytes, String[] strings) {
        this.type = type;
        this.bytes = bytes;
        this.strings = strings;
    }

    /** Throws {@link IllegalArgumentException} when the bytes are not exactly those that the shape needs. */
    public static Tensor of(DType dtype, Shape shape, Bytes bytes) {
        TensorType type = new TensorType(dtype, shape);
        if (dtype == DType.STRING || bytes.size() != type.bytes()) {
            throw new IllegalArgumentException("a tensor " + type + " needs " + type.bytes() + " bytes, got " + bytes.size());
        }
        return new Tensor(type, bytes, new String[0]);
    }

    public static Tensor floats(Shape shape, float... values) {
        expect(shape, values.length);
        byte[] bytes = new byte[4 * values.length];
        for (int i = 0; i < values.length; i++) {
            Elements.putInt(bytes, 4 * i, Float.floatToRawIntBits(values[i]));
        }
        return of(DType.F32, shape, Bytes.of(bytes));
    }

    public static Tensor doubles(Shape shape, double... values) {
        return of(DType.F64, shape, values);
    }

    public static Tensor ints(Shape shape, int... values) {
        expect(shape, values.length);
        byte[] bytes = new byte[4 * values.length];
        for (int i = 0; i < values.length; i++) {
            Elements.putInt(bytes, 4 * i, values[i]);
        }
        return of(DType.I32, shape, Bytes.of(bytes));
    }

    public static Tensor longs(Shape shape, long... values) {
        return of(DType.I64, shape, values);
    }

    public static Tensor booleans(Shape shape, boolean... values) {
        expect(shape, values.length);
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return of(DType.BOOL, shape, Bytes.of(bytes));
    }

    public static Tensor strings(Shape shape, String... values) {
        expect(shape, values.length);
        return new Tensor(new TensorType(DType.STRING, shape), Bytes.of(), values.clone());
    }

    /**
     * Numbers of any type but string. Floating point types round to the nearest value, ties to even; integers are truncated
     * toward zero.
     */
    public static Tensor of(DType dtype, Shape shape, double... values) {
        expect(shape, values.length);
        byte[] bytes = new byte[(int) dtype.bytes(values.length)];
        for (int i = 0; i < values.length; i++) {
            Elements.putDouble(dtype, bytes, i, values[i]);
        }
        return of(dtype, shape, Bytes.of(bytes));
    }

    /** Integers of any type but string; bits that {@code dtype} has no place for are dropped. */
    public static Tensor of(DType dtype, Shape shape, long... values) {
        expect(shape, values.length);
        byte[] bytes = new byte[(int) dtype.bytes(values.length)];
        for (int i = 0; i < values.length; i++) {
            Elements.putLong(dtype, bytes, i, values[i]);
        }
        return of(dtype, shape, Bytes.of(bytes));
    }

    private static void expect(Shape shape, int length) {
        if (shape.size() != length) {
            throw new IllegalArgumentException("shape " + shape + " has " + shape.size() + " elements, got " + length + " values");
        }
    }

    public TensorType type() {
        return type;
    }

    public DType dtype() {
        return type.dtype();
    }

    public Shape shape() {
        return type.shape();
    }

    /** How many elements there are. */
    public int size() {
        return type.shape().size();
    }

    /** The elements' bytes, little-endian. Empty for strings. */
    public Bytes bytes() {
        return bytes;
    }

    /** The same elements in another shape. Throws {@link IllegalArgumentException} when their counts differ. */
    public Tensor reshape(Shape shape) {
        expect(shape, size());
        return new Tensor(new TensorType(dtype(), shape), bytes, strings);
    }

    /** Element {@code i} as an integer, truncated toward zero if it is a fraction; unsigned 64-bit values keep their bits. */
    public long longAt(int i) {
        checkNumeric();
        return Elements.getLong(dtype(), bytes, checked(i));
    }

    /** Element {@code i} as a floating point number, exact but for 64-bit integers. */
    public double doubleAt(int i) {
        checkNumeric();
        return Elements.getDouble(dtype(), bytes, checked(i));
    }

    public String stringAt(int i) {
        if (dtype() != DType.STRING) {
            throw new IllegalStateException("a tensor of " + dtype() + " has no strings");
        }
        return strings[checked(i)];
    }

    /** Every element, as {@link #doubleAt} would give it but rounded to 32 bits. */
    public float[] toFloats() {
        float[] values = new float[size()];
        if (dtype() == DType.F32) {
            bytes.copyTo(0, values, 0, values.length);
        } else {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) doubleAt(i);
            }
        }
        return values;
    }

    public double[] toDoubles() {
        double[] values = new double[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = doubleAt(i);
        }
        return values;
    }

    public long[] toLongs() {
        long[] values = new long[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = longAt(i);
        }
        return values;
    }

    /** Every element as an {@code int}. Throws {@link ArithmeticException} for one that does not fit. */
    public int[] toInts() {
        int[] values = new int[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.toIntExact(longAt(i));
        }
        return values;
    }

    public List<String> toStrings() {
        return List.of(strings);
    }

    private void checkNumeric() {
        if (dtype() == DType.STRING) {
            throw new IllegalStateException("a tensor of strings has no numbers");
        }
    }

    private int checked(int i) {
        if (i < 0 || i >= size()) {
            throw new IndexOutOfBoundsException("element " + i + " of a tensor " + type);
        }
        return i;
    }

    /** Same type, shape and contents, bit for bit. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor tensor && type.equals(tensor.type) && Arrays.equals(strings, tensor.strings)
            && (bytes == tensor.bytes || Arrays.equals(bytes.toArray(), tensor.bytes.toArray()));
    }

    @Override
    public int hashCode() {
        int hash = type.hashCode();
        for (int i = 0; i < Math.min(size(), 8); i++) {
            hash = 31 * hash + (dtype() == DType.STRING ? strings[i].hashCode() : Long.hashCode(longAt(i)));
        }
        return hash;
    }

    /** The type and, of a small tensor, the elements. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(type.toString());
        if (size() <= 16) {
            text.append(" {");
            for (int i = 0; i < size(); i++) {
                text.append(i == 0 ? "" : ", ");
                switch (dtype()) {
                    case STRING -> text.append('"').append(strings[i]).append('"');
                    case BOOL -> text.append(longAt(i) != 0);
                    default -> {
                        if (dtype().isFloat()) {
                            text.append(doubleAt(i));
                        } else {
                            text.append(longAt(i));
                        }
                    }
                }
            }
            text.append('}');
        }
        return text.toString();
    }
}
