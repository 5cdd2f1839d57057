package io.coracle.testing;

import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.SplittableRandom;

/** Tensors for tests: written out, or random and yet the same in every run. */
public final class Samples {
    private final SplittableRandom random;

    private Samples(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Random tensors; equal seeds give equal tensors. */
    public static Samples of(long seed) {
        return new Samples(seed);
    }

    public static Shape shape(int... dims) {
        return Shape.of(dims);
    }

    public static Tensor f32(Shape shape, float... values) {
        return Tensor.floats(shape, values);
    }

    public static Tensor i64(Shape shape, long... values) {
        return Tensor.longs(shape, values);
    }

    public static Tensor i32(Shape shape, int... values) {
        return Tensor.ints(shape, values);
    }

    /** Normally distributed floats. */
    public Tensor normal(int... dims) {
        return normal(DType.F32, Shape.of(dims));
    }

    /** Normally distributed numbers, rounded to a floating point type. */
    public Tensor normal(DType dtype, Shape shape) {
        double[] values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian();
        }
        return Tensor.of(dtype, shape, values);
    }

    /** Numbers spread evenly over a range, rounded to a floating point type. */
    public Tensor uniform(DType dtype, Shape shape, double low, double high) {
        double[] values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble(low, high);
        }
        return Tensor.of(dtype, shape, values);
    }

    /** Integers from {@code low} to {@code high}, both included, of any numeric type. */
    public Tensor integers(DType dtype, Shape shape, long low, long high) {
        long[] values = new long[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextLong(low, high + 1);
        }
        return Tensor.of(dtype, shape, values);
    }

    public Tensor booleans(Shape shape) {
        return integers(DType.BOOL, shape, 0, 1);
    }

    /** A shape of that rank with extents from 1 to {@code largest}. */
    public Shape shapeOfRank(int rank, int largest) {
        int[] dims = new int[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = random.nextInt(1, largest + 1);
        }
        return Shape.of(dims);
    }

    /** Two shapes that broadcast to each other, with axes of extent 1 and missing axes on either side. */
    public Shape[] broadcastable(int rank, int largest) {
        int[] full = shapeOfRank(rank, largest).toArray();
        Shape[] shapes = new Shape[2];
        for (int k = 0; k < 2; k++) {
            int from = random.nextInt(3) == 0 ? random.nextInt(rank + 1) : 0;
            int[] dims = new int[rank - from];
            for (int i = 0; i < dims.length; i++) {
                dims[i] = random.nextInt(3) == 0 ? 1 : full[from + i];
            }
            shapes[k] = Shape.of(dims);
        }
        return shapes;
    }

    public int nextInt(int bound) {
        return random.nextInt(bound);
    }

    /** From {@code low}, included, to {@code high}, excluded. */
    public int nextInt(int low, int high) {
        return random.nextInt(low, high);
    }

    public boolean nextBoolean() {
        return random.nextBoolean();
    }
}
