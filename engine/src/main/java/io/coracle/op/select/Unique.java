package io.coracle.op.select;

import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.move.Axes;
import io.coracle.op.move.Picks;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The different elements, or the different slices along an axis. ONNX Unique-11; it also gives where each occurs first, which of them
 * every element is, and how often it occurs.
 *
 * @param sorted whether they are sorted, or in the order of their first occurrence
 */
record Unique(Optional<Integer> axis, boolean sorted) implements Operator.Host {
    static Unique of(Attributes attributes) {
        return new Unique(attributes.has("axis") ? Optional.of(attributes.integer("axis")) : Optional.empty(),
            attributes.flag("sorted", true));
    }

    @Override
    public boolean dynamic() {
        return true;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        return evaluate(operands).stream().map(Tensor::type).toList();
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Tensor input = operands.content(0);
        Shape shape = axis.isPresent() ? input.shape() : Shape.of(input.size());
        int along = Axes.check(axis.orElse(0), shape.rank());
        int extent = shape.dim(along);
        int inner = shape.product(along + 1, shape.rank());
        int outer = shape.product(0, along);
        Ordering ordering = new Ordering(input);
        Comparator<Integer> bySlice = (i, k) -> {
            for (int o = 0; o < outer; o++) {
                for (int n = 0; n < inner; n++) {
                    int order = ordering.compare((o * extent + i) * inner + n, (o * extent + k) * inner + n);
                    if (order != 0) {
                        return order;
                    }
                }
            }
            return 0;
        };
        List<Integer> slices = new ArrayList<>();
        for (int i = 0; i < extent; i++) {
            slices.add(i);
        }
        slices.sort(bySlice);
        List<List<Integer>> groups = new ArrayList<>();
        for (int slice : slices) {
            if (groups.isEmpty() || bySlice.compare(groups.getLast().getFirst(), slice) != 0) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(slice);
        }
        if (!sorted) {
            groups.sort(Comparator.comparing(List::getFirst));
        }
        int count = groups.size();
        long[] first = new long[count];
        long[] counts = new long[count];
        long[] inverse = new long[extent];
        int[] picked = new int[outer * count * inner];
        for (int g = 0; g < count; g++) {
            List<Integer> group = groups.get(g);
            first[g] = group.getFirst();
            counts[g] = group.size();
            for (int slice : group) {
                inverse[slice] = g;
            }
            for (int o = 0; o < outer; o++) {
                for (int n = 0; n < inner; n++) {
                    picked[(o * count + g) * inner + n] = (o * extent + group.getFirst()) * inner + n;
                }
            }
        }
        return List.of(Picks.pick(input, picked, shape.with(along, count)), Tensor.longs(Shape.of(count), first),
            Tensor.longs(Shape.of(extent), inverse), Tensor.longs(Shape.of(count), counts));
    }
}
