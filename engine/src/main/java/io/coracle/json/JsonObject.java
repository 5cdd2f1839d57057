package io.coracle.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object. Members keep the order in which they were written.
 *
 * @param members name to value, unmodifiable; {@link IntegerMembers} where a parsed object has several and all are such
 */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {

    /** Copies the map, so that later changes to it do not show here. */
    public JsonObject {
        if (!(members instanceof IntegerMembers)) { // which nobody can change
            members = Collections.unmodifiableMap(members instanceof Parsed ? members : new LinkedHashMap<>(members));
        }
    }

    /** The member of that name, empty when there is none. A member that is {@code null} in JSON is a {@link JsonNull}. */
    public Optional<JsonValue> get(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /** A map whose only reference the parser hands over, and which need not be copied. */
    static final class Parsed extends LinkedHashMap<String, JsonValue> {

        private static final long serialVersionUID = 1L;
    }
}
