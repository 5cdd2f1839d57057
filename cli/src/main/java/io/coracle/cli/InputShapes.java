package io.coracle.cli;

import io.coracle.graph.ValueInfo;
import io.coracle.graph.ValueInfo.Dimension;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Shapes of a model's inputs, where nobody has values: a few are given, and the extents that they give names to serve for the others. */
final class InputShapes {
    private final List<ValueInfo> inputs;
    private final Map<String, int[]> given = new TreeMap<>();
    private final Map<String, Integer> extents = new HashMap<>();

    /**
     * @param shapes {@code NAME=2x128}
     * @throws CliException for one that cannot be read, or that names no input
     */
    InputShapes(List<ValueInfo> inputs, List<String> shapes) {
        this.inputs = inputs;
        for (String shape : shapes) {
            int equals = shape.lastIndexOf('=');
            if (equals < 1 || !shape.substring(equals + 1).matches("(\\d{1,9}(x\\d{1,9})*)?")) {
                throw CliException.usage("--shape wants NAME=EXTENTS, such as input_ids=1x128, not " + shape);
            }
            String name = shape.substring(0, equals);
            String text = shape.substring(equals + 1);
            give(name, text.isEmpty() ? new int[0] : Arrays.stream(text.split("x")).mapToInt(Integer::parseInt).toArray());
        }
    }

    private void give(String name, int[] shape) {
        ValueInfo input = inputs.stream().filter(i -> i.name().equals(name)).findFirst()
            .orElseThrow(() -> CliException.usage("the model has no input " + name + ", but " + inputs));
        given.put(name, shape);
        if (input.type() instanceof ValueInfo.Tensor type && type.dims().size() == shape.length) {
            for (int i = 0; i < shape.length; i++) {
                if (type.dims().get(i) instanceof Dimension.Named(String dimension)) {
                    extents.put(dimension, shape[i]);
                }
            }
        }
    }

    /** The dimensions that no shape gives, by name; they are taken to be 1. */
    List<String> missing() {
        TreeSet<String> names = new TreeSet<>();
        for (ValueInfo input : inputs) {
            if (!given.containsKey(input.name()) && input.type() instanceof ValueInfo.Tensor type) {
                for (Dimension dimension : type.dims()) {
                    switch (dimension) {
                        case Dimension.Fixed f -> { }
                        case Dimension.Named(String name) when extents.containsKey(name) -> { }
                        case Dimension.Named(String name) -> names.add(name);
                        case Dimension.Unknown u -> names.add("? of " + input.name());
                    }
                }
            }
        }
        return List.copyOf(names);
    }

    /** A tensor of zeros, or of empty texts, for each input that is a tensor. */
    Map<String, Tensor> zeros() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (ValueInfo input : inputs) {
            if (input.type() instanceof ValueInfo.Tensor type) {
                int[] shape = given.getOrDefault(input.name(), type.dims().stream().mapToInt(this::extent).toArray());
                tensors.put(input.name(), zeros(input.name(), type.dtype(), shape));
            }
        }
        return tensors;
    }

    private int extent(Dimension dimension) {
        return switch (dimension) {
            case Dimension.Fixed(int extent) -> extent;
            case Dimension.Named(String name) -> extents.getOrDefault(name, 1);
            case Dimension.Unknown u -> 1;
        };
    }

    private static Tensor zeros(String name, DType dtype, int[] extents) {
        long count = 1;
        for (int extent : extents) {
            count = Math.min(count * extent, Integer.MAX_VALUE);
        }
        if (dtype.bytes(count) >= Integer.MAX_VALUE) {
            throw CliException.usage("input " + name + " of shape " + Arrays.toString(extents) + " would be larger than 2 GiB");
        }
        Shape shape = Shape.of(extents);
        if (dtype == DType.STRING) {
            String[] texts = new String[shape.size()];
            Arrays.fill(texts, "");
            return Tensor.strings(shape, texts);
        }
        return Tensor.of(dtype, shape, Bytes.of(new byte[(int) new TensorType(dtype, shape).bytes()]));
    }
}
