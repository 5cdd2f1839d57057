package io.coracle.web;

import io.coracle.json.JsonArray;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import io.coracle.json.JsonWriter;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.wasm.WasmBackend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tensors on their way between the worker and the engine: {@code [{name, type, dims, bytes, length, strings}]} as JSON, types as
 * {@link DType} writes them. The elements lie elsewhere, but for those of tensors of strings.
 */
final class Tensors {
    private Tensors() {}

    /** Where the elements of tensors lie. */
    interface Elements {
        Bytes at(int address, int length);
    }

    /**
     * Reads inputs. Throws {@link IllegalArgumentException} when type, dimensions and data do not fit each other.
     *
     * @param elements what lies where {@code bytes} says
     */
    static Map<String, Tensor> read(JsonValue list, Elements elements) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (JsonValue entry : ((JsonArray) list).elements()) {
            JsonObject tensor = (JsonObject) entry;
            tensors.put(text(tensor, "name"), tensor(tensor, elements));
        }
        return tensors;
    }

    private static Tensor tensor(JsonObject from, Elements elements) {
        DType dtype = dtype(text(from, "type"));
        List<JsonValue> extents = array(from, "dims");
        int[] dims = new int[extents.size()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = number(extents.get(i));
        }
        Shape shape = Shape.of(dims);
        if (dtype != DType.STRING) {
            return Tensor.of(dtype, shape, elements.at(number(from.get("bytes").orElseThrow()), number(from.get("length").orElseThrow())));
        }
        List<String> strings = new ArrayList<>();
        array(from, "strings").forEach(string -> strings.add(((JsonString) string).value()));
        return Tensor.strings(shape, strings.toArray(new String[0]));
    }

    private static int number(JsonValue value) {
        return ((JsonNumber) value).asInt().orElseThrow(() -> new IllegalArgumentException("not a size: " + value));
    }

    private static String text(JsonObject from, String name) {
        return ((JsonString) from.get(name).orElseThrow()).value();
    }

    private static List<JsonValue> array(JsonObject from, String name) {
        return ((JsonArray) from.get(name).orElseThrow()).elements();
    }

    private static DType dtype(String name) {
        for (DType dtype : DType.values()) {
            if (dtype.toString().equals(name)) {
                return dtype;
            }
        }
        throw new IllegalArgumentException("there is no element type \"" + name + "\"");
    }

    /** Gives outputs: what they are, and then the elements of each. */
    static void give(Map<String, Tensor> tensors, WasmBackend backend) {
        JsonWriter json = new JsonWriter().beginArray();
        tensors.forEach((name, tensor) -> {
            json.beginObject().name("name").value(name).name("type").value(tensor.dtype().toString()).name("dims").beginArray();
            for (int i = 0; i < tensor.shape().rank(); i++) {
                json.value(tensor.shape().dim(i));
            }
            json.endArray().name("strings").beginArray();
            if (tensor.dtype() == DType.STRING) {
                tensor.toStrings().forEach(json::value);
            }
            json.endArray().endObject();
        });
        Wire.give(json.endArray().toString());
        tensors.values().forEach(tensor -> {
            if (tensor.dtype() == DType.STRING) {
                Wire.give(new byte[0]);
            } else {
                backend.address(tensor.bytes()).ifPresentOrElse(address -> Edge.giveModels(address, (int) tensor.bytes().size()),
                    () -> Wire.give(tensor.bytes().toArray()));
            }
        });
    }
}
