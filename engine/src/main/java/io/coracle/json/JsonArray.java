package io.coracle.json;

import java.util.List;

/**
 * A JSON array.
 *
 * @param elements the values in order, unmodifiable
 */
public record JsonArray(List<JsonValue> elements) implements JsonValue {

    /** Copies the list, so that later changes to it do not show here. */
    public JsonArray {
        elements = List.copyOf(elements);
    }
}
