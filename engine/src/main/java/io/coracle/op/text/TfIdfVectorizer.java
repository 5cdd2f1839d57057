package io.coracle.op.text;

import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts of the n-grams of a pool, weighted. ONNX TfIdfVectorizer-9: integers or strings [C] or [B, C].
 *
 * @param pool n-grams of the pool by their items
 * @param slots where each n-gram of the pool is counted
 */
record TfIdfVectorizer(Mode mode, int shortest, int longest, int skips, Gram pool, int[] slots, List<Float> weights, int width)
    implements Operator.Host {
    /** What becomes of counts. */
    enum Mode { TF, IDF, TFIDF }

    /** A node of the tree of n-grams. */
    static final class Gram {
        private final Map<Object, Gram> next = new HashMap<>();
        private int number = -1;
    }

    static TfIdfVectorizer of(Attributes a) {
        Mode mode = switch (a.string("mode", "")) {
            case "TF" -> Mode.TF;
            case "IDF" -> Mode.IDF;
            case "TFIDF" -> Mode.TFIDF;
            case String other -> throw new OperatorException("mode \"" + other + "\" is not supported");
        };
        List<?> items = a.strings("pool_strings").isEmpty() ? a.longs("pool_int64s") : a.strings("pool_strings");
        int shortest = a.integer("min_gram_length");
        int longest = a.integer("max_gram_length");
        List<Integer> starts = a.integers("ngram_counts");
        List<Integer> indexes = a.integers("ngram_indexes");
        int[] slots = new int[indexes.size()];
        int width = 0;
        for (int i = 0; i < slots.length; i++) {
            slots[i] = indexes.get(i);
            width = Math.max(width, slots[i] + 1);
            if (slots[i] < 0 || slots[i] > 1 << 24) {
                throw new OperatorException("n-gram index is out of range: " + slots[i]);
            }
        }
        Gram pool = new Gram();
        int number = 0;
        for (int size = 1; size <= starts.size(); size++) {
            int end = size < starts.size() ? starts.get(size) : items.size();
            for (int at = starts.get(size - 1); at + size <= end && at >= 0 && end <= items.size(); at += size) {
                if (size >= shortest && size <= longest) {
                    add(pool, items.subList(at, at + size), number);
                }
                number++;
            }
        }
        List<Float> weights = a.floats("weights");
        if (number > slots.length || !weights.isEmpty() && weights.size() < width) {
            throw new OperatorException(number + " n-grams have " + slots.length + " indexes and " + weights.size() + " weights");
        }
        return new TfIdfVectorizer(mode, shortest, longest, a.integer("max_skip_count"), pool, slots, weights, width);
    }

    private static void add(Gram pool, List<?> items, int number) {
        Gram gram = pool;
        for (Object item : items) {
            gram = gram.next.computeIfAbsent(item, unseen -> new Gram());
        }
        gram.number = number;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape shape = operands.shape(0);
        if (shape.rank() > 2) {
            throw new OperatorException("takes one row or several, got shape " + shape);
        }
        return List.of(new TensorType(DType.F32, shape.rank() == 2 ? Shape.of(shape.dim(0), width) : Shape.of(width)));
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Tensor input = operands.content(0);
        Shape result = infer(operands).getFirst().shape();
        int rows = input.shape().rank() == 2 ? input.shape().dim(0) : 1;
        int length = input.shape().rank() == 0 ? 1 : input.shape().dim(-1);
        float[] counts = new float[result.size()];
        Object[] items = new Object[length];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < length; i++) {
                int at = row * length + i;
                items[i] = input.dtype() == DType.STRING ? input.stringAt(at) : (Object) input.longAt(at);
            }
            count(items, counts, row * width);
        }
        for (int i = 0; i < counts.length; i++) {
            float weight = weights.isEmpty() ? 1 : weights.get(i % width);
            counts[i] = switch (mode) {
                case TF -> counts[i];
                case IDF -> counts[i] > 0 ? weight : 0;
                case TFIDF -> counts[i] * weight;
            };
        }
        return List.of(Tensor.floats(result, counts));
    }

    private void count(Object[] items, float[] counts, int row) {
        for (int distance = 1; distance <= skips + 1; distance++) {
            // Single items have no distance: they are counted once.
            int least = distance == 1 ? shortest : Math.max(2, shortest);
            for (int start = 0; start < items.length; start++) {
                Gram gram = pool;
                for (int size = 1; size <= longest && gram != null; size++) {
                    long at = start + (long) distance * (size - 1);
                    gram = at < items.length ? gram.next.get(items[(int) at]) : null;
                    if (gram != null && size >= least && gram.number >= 0) {
                        counts[row + slots[gram.number]]++;
                    }
                }
            }
        }
    }
}
