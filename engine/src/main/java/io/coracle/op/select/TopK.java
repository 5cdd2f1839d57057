package io.coracle.op.select;

import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.move.Axes;
import io.coracle.op.move.Picks;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/**
 * The largest or smallest elements along an axis, best first, equal ones in order. ONNX TopK-1 (k as an attribute) to 24.
 *
 * @param fixed the attribute, -1 when k is an input
 */
record TopK(int axis, int fixed, boolean largest) implements Operator.Host {
    static TopK of(Attributes attributes) {
        return new TopK(attributes.integer("axis", -1), attributes.version() < 10 ? attributes.integer("k") : -1,
            attributes.flag("largest", true));
    }

    @Override
    public boolean needsContents(int input) {
        return input == 1;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape shape = operands.shape(0);
        int along = Axes.check(axis, shape.rank());
        if (operands.dtype(0) == DType.STRING || operands.has(1) && operands.shape(1).size() != 1) {
            throw new OperatorException("takes numbers and one k, got " + operands.dtype(0));
        }
        long k = fixed >= 0 ? fixed : operands.content(1).longAt(0);
        if (k < 0 || k > shape.dim(along)) {
            throw new OperatorException("k = " + k + " is outside axis " + axis + " of shape " + shape);
        }
        Shape result = shape.with(along, (int) k);
        return List.of(new TensorType(operands.dtype(0), result), new TensorType(DType.I64, result));
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Shape result = infer(operands).getFirst().shape();
        Tensor input = operands.content(0);
        int along = input.shape().axis(axis);
        int extent = input.shape().dim(along);
        int k = result.dim(along);
        int inner = result.product(along + 1, result.rank());
        int outer = result.product(0, along);
        Ordering ordering = new Ordering(input);
        int[] picked = new int[result.size()];
        long[] indexes = new long[picked.length];
        for (int o = 0; o < outer && k > 0; o++) {
            for (int i = 0; i < inner; i++) {
                int[] best = best(ordering, o * extent * inner + i, inner, extent, k);
                for (int j = 0; j < k; j++) {
                    int at = (o * k + j) * inner + i;
                    indexes[at] = best[j];
                    picked[at] = (o * extent + best[j]) * inner + i;
                }
            }
        }
        return List.of(Picks.pick(input, picked, result), Tensor.longs(result, indexes));
    }

    /** Indexes of the best elements of one line: a heap of k whose root is the worst, then taken apart. */
    private int[] best(Ordering ordering, int start, int stride, int extent, int k) {
        int[] heap = new int[k];
        for (int i = 0; i < k; i++) {
            heap[i] = i;
        }
        for (int i = k / 2 - 1; i >= 0; i--) {
            sink(ordering, heap, i, k, start, stride);
        }
        for (int i = k; i < extent; i++) {
            if (isBetter(ordering, i, heap[0], start, stride)) {
                heap[0] = i;
                sink(ordering, heap, 0, k, start, stride);
            }
        }
        for (int size = k - 1; size > 0; size--) {
            int worst = heap[0];
            heap[0] = heap[size];
            heap[size] = worst;
            sink(ordering, heap, 0, size, start, stride);
        }
        return heap;
    }

    private boolean isBetter(Ordering ordering, int i, int j, int start, int stride) {
        int order = ordering.compare(start + i * stride, start + j * stride);
        return order == 0 ? i < j : order > 0 == largest;
    }

    private void sink(Ordering ordering, int[] heap, int from, int size, int start, int stride) {
        int at = from;
        while (2 * at + 1 < size) {
            int worse = 2 * at + 1;
            if (worse + 1 < size && isBetter(ordering, heap[worse], heap[worse + 1], start, stride)) {
                worse++;
            }
            if (!isBetter(ordering, heap[at], heap[worse], start, stride)) {
                return;
            }
            int value = heap[at];
            heap[at] = heap[worse];
            heap[worse] = value;
            at = worse;
        }
    }
}
