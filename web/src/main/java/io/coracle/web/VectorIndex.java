package io.coracle.web;

import io.coracle.backend.Backend;
import io.coracle.backend.CompiledKernel.Call;
import io.coracle.backend.CompiledKernel.Place;
import io.coracle.backend.Memory;
import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Reach;
import io.coracle.kernel.Vectorize;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Vectors, and an exact search for those whose dot product with a query is largest. The vectors lie in a backend's memory, where a
 * kernel scans them. For one thread at a time.
 */
final class VectorIndex implements AutoCloseable {
    /** Vectors that get memory together. */
    private static final int BLOCK = 1024;

    private final Backend backend;
    private final int dimension;
    private final Kernel kernel;
    private final Memory query;
    private final Memory scores;
    private final List<Block> blocks = new ArrayList<>();
    private int size;

    private record Block(Memory rows, Call scan) {}

    /** A vector that was found, by its place in the order of adding. */
    record Hit(int position, float score) {}

    VectorIndex(int dimension, Backend backend) {
        if (dimension < 1) {
            throw new IllegalArgumentException("vectors have at least one number, not " + dimension);
        }
        this.backend = backend;
        this.dimension = dimension;
        this.kernel = Vectorize.apply(kernel(dimension), backend.target());
        this.query = backend.allocate(4L * dimension);
        this.scores = backend.allocate(4L * BLOCK);
    }

    private static Kernel kernel(int dimension) {
        KernelBuilder k = new KernelBuilder("scan");
        Buffer rows = k.input("rows", DType.F32);
        Buffer query = k.input("query", DType.F32);
        Buffer scores = k.output("scores", DType.F32);
        k.parallel(Expr.i32(BLOCK), row -> {
            Expr start = k.let("start", row.times(dimension));
            Expr.Var sum = k.accumulator("sum", Expr.f32(0));
            k.vector(Expr.i32(dimension), i -> k.assign(sum, k.load(rows, start.plus(i)).fma(k.load(query, i), sum)));
            k.store(scores, row, sum);
        });
        return k.build();
    }

    int size() {
        return size;
    }

    /** Adds vectors that stand one after the other; throws {@link IllegalArgumentException} when they are no whole number. */
    void add(float[] vectors) {
        if (vectors.length % dimension != 0) {
            throw new IllegalArgumentException("vectors of this index have " + dimension + " numbers, got " + vectors.length);
        }
        int count = vectors.length / dimension;
        int added = 0;
        while (added < count) {
            if (size == blocks.size() * BLOCK) {
                blocks.add(newBlock());
            }
            int at = size % BLOCK;
            int now = Math.min(count - added, BLOCK - at);
            float[] part = new float[now * dimension];
            System.arraycopy(vectors, added * dimension, part, 0, part.length);
            blocks.getLast().rows().write(4L * at * dimension, bytes(part));
            size += now;
            added += now;
        }
    }

    private Block newBlock() {
        long length = 4L * BLOCK * dimension;
        Memory rows = backend.allocate(length);
        long[] elements = {(long) BLOCK * dimension, dimension, BLOCK};
        Reach.violation(kernel, elements, new int[0]).ifPresent(violation -> {
            throw new IllegalStateException(violation);
        });
        return new Block(rows, backend.compile(kernel).bind(List.of(new Place(rows, 0, length), new Place(query, 0, 4L * dimension),
            new Place(scores, 0, 4L * BLOCK)), new int[0]));
    }

    private static Bytes bytes(float[] numbers) {
        return Tensor.floats(Shape.of(numbers.length), numbers).bytes();
    }

    /** The vectors closest to a query, best first; of equal ones, the one that was added first. */
    List<Hit> search(float[] vector, int count) {
        if (vector.length != dimension) {
            throw new IllegalArgumentException("vectors of this index have " + dimension + " numbers, got " + vector.length);
        }
        query.write(0, bytes(vector));
        List<Hit> best = new ArrayList<>();
        float[] found = new float[BLOCK];
        for (int b = 0; b < blocks.size(); b++) {
            blocks.get(b).scan().run();
            int rows = Math.min(BLOCK, size - b * BLOCK);
            scores.read(0, 4L * rows).copyTo(0, found, 0, rows);
            for (int i = 0; i < rows; i++) {
                keep(best, count, b * BLOCK + i, found[i]);
            }
        }
        return best;
    }

    private static void keep(List<Hit> best, int count, int position, float score) {
        if (best.size() == count && (count == 0 || !(score > best.getLast().score()))) {
            return;
        }
        int at = best.size();
        while (at > 0 && score > best.get(at - 1).score()) {
            at--;
        }
        best.add(at, new Hit(position, score));
        if (best.size() > count) {
            best.removeLast();
        }
    }

    /** All vectors, one after the other. */
    float[] vectors() {
        float[] all = new float[Math.multiplyExact(size, dimension)];
        for (int b = 0; b < blocks.size(); b++) {
            int rows = Math.min(BLOCK, size - b * BLOCK);
            blocks.get(b).rows().read(0, 4L * rows * dimension).copyTo(0, all, b * BLOCK * dimension, rows * dimension);
        }
        return all;
    }

    @Override
    public void close() {
        query.close();
        scores.close();
        blocks.forEach(block -> block.rows().close());
        blocks.clear();
        size = 0;
    }
}
