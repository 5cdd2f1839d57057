package io.coracle.op.text;

import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.move.Picks;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces elements by others, as a table says. ONNX ML LabelEncoder-1 (strings to their index and back) to 4.
 *
 * @param keys index of each key in {@code values}
 * @param values what keys become, and last what all others become
 */
record LabelEncoder(DType keyType, Map<Object, Integer> keys, Tensor values) implements Operator.Host {
    static LabelEncoder of(Attributes a) {
        if (a.version() < 2) {
            throw new OperatorException("version 1 is not supported; convert the model to version 2 of ai.onnx.ml or later");
        }
        Tensor keys = list(a, "keys");
        Tensor values = list(a, "values");
        if (keys.size() != values.size()) {
            throw new OperatorException(keys.size() + " keys have " + values.size() + " values");
        }
        Map<Object, Integer> indexes = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            indexes.putIfAbsent(key(keys, i), i);
        }
        int[] positions = new int[values.size() + 1];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = i + 1;
        }
        Tensor otherwise = otherwise(a, values.dtype());
        return new LabelEncoder(keys.dtype(), Map.copyOf(indexes),
            Picks.pick(List.of(values, otherwise), positions, Shape.of(positions.length)));
    }

    private static Tensor list(Attributes a, String name) {
        if (a.has(name + "_tensor")) {
            Tensor tensor = a.tensor(name + "_tensor").orElseThrow();
            return tensor.reshape(Shape.of(tensor.size()));
        }
        if (a.has(name + "_strings")) {
            List<String> values = a.strings(name + "_strings");
            return Tensor.strings(Shape.of(values.size()), values.toArray(new String[0]));
        }
        if (a.has(name + "_int64s")) {
            List<Long> values = a.longs(name + "_int64s");
            return Tensor.longs(Shape.of(values.size()), values.stream().mapToLong(Long::longValue).toArray());
        }
        List<Float> values = a.floats(name + "_floats");
        return Tensor.of(DType.F32, Shape.of(values.size()), values.stream().mapToDouble(Float::doubleValue).toArray());
    }

    private static Tensor otherwise(Attributes a, DType dtype) {
        if (a.has("default_tensor")) {
            return a.tensor("default_tensor").orElseThrow().reshape(Shape.of(1));
        }
        return switch (dtype) {
            case STRING -> Tensor.strings(Shape.of(1), a.string("default_string", "_Unused"));
            case I64 -> Tensor.longs(Shape.of(1), a.integer("default_int64", -1));
            case F32 -> Tensor.floats(Shape.of(1), a.floating("default_float", -0f));
            default -> Tensor.of(dtype, Shape.of(1), dtype.isFloat() ? -0.0 : -1.0);
        };
    }

    /** Equal for equal elements; all NaNs are one key. */
    private static Object key(Tensor tensor, int i) {
        return tensor.dtype() == DType.STRING ? tensor.stringAt(i)
            : tensor.dtype().isFloat() ? (Object) Double.valueOf(tensor.doubleAt(i) + 0.0) : (Object) tensor.longAt(i);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        if (operands.dtype(0) != keyType) {
            throw new OperatorException("takes " + keyType + ", got " + operands.dtype(0));
        }
        return List.of(new TensorType(values.dtype(), operands.shape(0)));
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Tensor input = operands.content(0);
        int[] indexes = new int[input.size()];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = keys.getOrDefault(key(input, i), values.size() - 1);
        }
        return List.of(Picks.pick(values, indexes, input.shape()));
    }
}
