package io.coracle.tensor;

import java.util.Arrays;
import java.util.List;

/** The extents of a tensor, outermost first. A scalar has rank 0 and one element. Immutable. */
public final class Shape {
    /** The shape of a single number. */
    public static final Shape SCALAR = new Shape(new int[0]);

    private final int[] dims;

    private Shape(int[] dims) {
        this.dims = dims;
    }

    /** Throws {@link IllegalArgumentException} for a negative extent or more than 2^31 - 1 elements. */
    public static Shape of(int... dims) {
        long size = 1;
        boolean empty = false;
        for (int dim : dims) {
            if (dim < 0) {
                throw new IllegalArgumentException("negative extent in shape " + Arrays.toString(dims));
            }
            empty |= dim == 0;
            size = Math.min(size * Math.max(dim, 1), Integer.MAX_VALUE + 1L);
        }
        if (!empty && size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("shape " + Arrays.toString(dims) + " has more than 2^31 - 1 elements");
        }
        return new Shape(dims.clone());
    }

    /** As {@link #of(int...)}, from the 64-bit numbers that ONNX stores. */
    public static Shape of(long[] dims) {
        int[] narrow = new int[dims.length];
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] < 0 || dims[i] > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("extent out of range in shape " + Arrays.toString(dims));
            }
            narrow[i] = (int) dims[i];
        }
        return of(narrow);
    }

    /** As {@link #of(int...)}. */
    public static Shape of(List<Integer> dims) {
        int[] array = new int[dims.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = dims.get(i);
        }
        return of(array);
    }

    public int rank() {
        return dims.length;
    }

    /** The extent of an axis; negative axes count from the end. */
    public int dim(int axis) {
        int i = axis < 0 ? axis + dims.length : axis;
        if (i < 0 || i >= dims.length) {
            throw new IllegalArgumentException("axis " + axis + " is outside shape " + this);
        }
        return dims[i];
    }

    /** How many elements there are. */
    public int size() {
        return product(0, dims.length);
    }

    /** The product of the extents of axes {@code from} (inclusive) to {@code to} (exclusive). */
    public int product(int from, int to) {
        int product = 1;
        for (int i = from; i < to; i++) {
            product *= dims[i];
        }
        return product;
    }

    public int[] toArray() {
        return dims.clone();
    }

    /** Elements between neighbours along each axis when the last axis is contiguous. */
    public int[] strides() {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= dims[i];
        }
        return strides;
    }

    /** This shape with one extent replaced. */
    public Shape with(int axis, int extent) {
        int[] copy = dims.clone();
        copy[axis < 0 ? axis + dims.length : axis] = extent;
        return of(copy);
    }

    /** A non-negative axis for one that may count from the end. Throws {@link IllegalArgumentException} outside the shape. */
    public int axis(int axis) {
        if (axis < -dims.length || axis >= dims.length) {
            throw new IllegalArgumentException("axis " + axis + " is outside shape " + this);
        }
        return axis < 0 ? axis + dims.length : axis;
    }

    /** The shape both broadcast to by NumPy's rule. Throws {@link IllegalArgumentException} when they do not fit. */
    public static Shape broadcast(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] dims = new int[rank];
        for (int i = 0; i < rank; i++) {
            int x = i < rank - a.rank() ? 1 : a.dims[i - rank + a.rank()];
            int y = i < rank - b.rank() ? 1 : b.dims[i - rank + b.rank()];
            if (x != y && x != 1 && y != 1) {
                throw new IllegalArgumentException("shapes " + a + " and " + b + " do not broadcast to each other");
            }
            dims[i] = x == 1 ? y : x;
        }
        return of(dims);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** For example {@code [1, 128, 384]}. */
    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
