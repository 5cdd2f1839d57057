package io.coracle.cli;

import io.coracle.json.Json;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonBoolean;
import io.coracle.json.JsonException;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import io.coracle.json.JsonWriter;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Tensors as people write and read them. */
final class TensorText {

    /** Along each axis this many elements are shown at both ends. */
    private static final int EDGE = 3;

    private TensorText() {
    }

    /** Type and shape, and with {@code elements} the numbers, those of a large tensor at its corners only. */
    static String of(Tensor tensor, boolean elements) {
        StringBuilder text = new StringBuilder(tensor.dtype().toString()).append(tensor.shape());
        if (elements) {
            text.append('\n');
            append(text, tensor, 0, 0, 1);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Tensor tensor, int axis, int at, int indent) {
        Shape shape = tensor.shape();
        if (axis == shape.rank()) {
            text.append(element(tensor, at));
            return;
        }
        int stride = shape.product(axis + 1, shape.rank());
        boolean last = axis == shape.rank() - 1;
        text.append('[');
        for (int i = 0; i < shape.dim(axis); i++) {
            if (i > 0) {
                text.append(last ? ", " : ",\n" + " ".repeat(indent));
            }
            if (i == EDGE && shape.dim(axis) > 2 * EDGE + 1) {
                text.append("...").append(last ? ", " : ",\n" + " ".repeat(indent));
                i = shape.dim(axis) - EDGE;
            }
            append(text, tensor, axis + 1, at + i * stride, indent + 1);
        }
        text.append(']');
    }

    private static String element(Tensor tensor, int at) {
        return switch (tensor.dtype()) {
            case STRING -> '"' + tensor.stringAt(at) + '"';
            case BOOL -> String.valueOf(tensor.longAt(at) != 0);
            case U64 -> Long.toUnsignedString(tensor.longAt(at));
            default -> tensor.dtype().isFloat() ? String.format(Locale.ROOT, "%.6g", tensor.doubleAt(at)) : String.valueOf(tensor.longAt(at));
        };
    }

    /** Writes one element whole. Numbers that JSON does not have are written as strings. */
    static void write(JsonWriter out, Tensor tensor, int at) {
        switch (tensor.dtype()) {
            case STRING -> out.value(tensor.stringAt(at));
            case BOOL -> out.value(tensor.longAt(at) != 0);
            case U64 -> out.value(new JsonNumber(Long.toUnsignedString(tensor.longAt(at))));
            case F32 -> {
                float value = (float) tensor.doubleAt(at);
                if (Float.isFinite(value)) {
                    out.value(value);
                } else {
                    out.value(String.valueOf(value));
                }
            }
            default -> {
                double value = tensor.doubleAt(at);
                if (!tensor.dtype().isFloat()) {
                    out.value(tensor.longAt(at));
                } else if (Double.isFinite(value)) {
                    out.value(value);
                } else {
                    out.value(String.valueOf(value));
                }
            }
        }
    }

    /** Reads numbers, booleans or strings as JSON, with brackets for the shape. */
    static Tensor parse(String name, String text, DType dtype) {
        JsonValue value;
        try {
            value = Json.parse(text);
        } catch (JsonException e) {
            throw CliException.usage("input " + name + " is neither @FILE.npy nor numbers: " + e.getMessage());
        }
        List<Integer> dims = new ArrayList<>();
        JsonValue inner = value;
        while (inner instanceof JsonArray array) {
            dims.add(array.elements().size());
            if (array.elements().isEmpty()) {
                break;
            }
            inner = array.elements().getFirst();
        }
        List<JsonValue> flat = new ArrayList<>();
        flatten(name, value, dims, 0, flat);
        return tensor(name, dtype, Shape.of(dims), flat);
    }

    private static void flatten(String name, JsonValue value, List<Integer> dims, int axis, List<JsonValue> flat) {
        boolean isArray = value instanceof JsonArray;
        if (isArray != axis < dims.size() || value instanceof JsonArray(List<JsonValue> rows) && rows.size() != dims.get(axis)) {
            throw CliException.usage("input " + name + ": the rows have different lengths");
        }
        if (value instanceof JsonArray(List<JsonValue> rows)) {
            rows.forEach(row -> flatten(name, row, dims, axis + 1, flat));
        } else {
            flat.add(value);
        }
    }

    private static Tensor tensor(String name, DType dtype, Shape shape, List<JsonValue> flat) {
        if (dtype == DType.STRING) {
            return Tensor.strings(shape, flat.stream().map(v -> v instanceof JsonString(String string) ? string : Json.write(v))
                .toArray(String[]::new));
        }
        if (dtype == DType.I64 || dtype == DType.U64) {
            return Tensor.of(dtype, shape, flat.stream().mapToLong(v -> integer(name, v)).toArray());
        }
        return Tensor.of(dtype, shape, flat.stream().mapToDouble(v -> number(name, v)).toArray());
    }

    private static long integer(String name, JsonValue value) {
        OptionalLong whole = value instanceof JsonNumber number ? number.asLong() : OptionalLong.empty();
        if (whole.isEmpty()) {
            throw CliException.usage("input " + name + ": the model wants integers, not " + Json.write(value));
        }
        return whole.getAsLong();
    }

    private static double number(String name, JsonValue value) {
        return switch (value) {
            case JsonNumber number -> number.asDouble();
            case JsonBoolean(boolean truth) -> truth ? 1 : 0;
            default -> throw CliException.usage("input " + name + ": the model wants numbers, not " + Json.write(value));
        };
    }
}
