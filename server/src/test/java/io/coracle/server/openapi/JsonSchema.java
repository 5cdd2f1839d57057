package io.coracle.server.openapi;

import io.coracle.json.JsonArray;
import io.coracle.json.JsonBoolean;
import io.coracle.json.JsonNull;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks values against the part of JSON Schema that the document uses; a word that it does not know is an error, not passed over. */
final class JsonSchema {
    private static final Set<String> KNOWN = Set.of("$ref", "type", "properties", "required", "items", "oneOf", "enum", "const", "minimum", "maximum",
        "minItems", "maxItems", "minLength", "pattern", "additionalProperties", "default", "description");

    private final JsonObject document;

    JsonSchema(JsonObject document) {
        this.document = document;
    }

    /** What is wrong with a value; empty when it is as the schema says. */
    Optional<String> problem(JsonValue value, JsonObject schema, String at) {
        for (String word : schema.members().keySet()) {
            if (!KNOWN.contains(word)) {
                throw new IllegalArgumentException(at + ": the schema has the word " + word);
            }
        }
        Optional<JsonValue> reference = schema.get("$ref");
        if (reference.isPresent()) {
            return problem(value, resolve(text(reference.get())), at);
        }
        if (schema.get("oneOf").orElse(null) instanceof JsonArray(List<JsonValue> choices)) {
            long right = choices.stream().filter(choice -> problem(value, (JsonObject) choice, at).isEmpty()).count();
            // An empty list is a list of anything.
            return right >= 1 ? Optional.empty() : Optional.of(at + " is none of the choices");
        }
        if (schema.get("const").isPresent() && !schema.get("const").get().equals(value)) {
            return Optional.of(at + " is not the constant");
        }
        if (schema.get("enum").orElse(null) instanceof JsonArray(List<JsonValue> all) && !all.contains(value)) {
            return Optional.of(at + " is none of the values");
        }
        if (schema.get("type").isPresent() && types(schema.get("type").get()).stream().noneMatch(type -> is(value, type))) {
            return Optional.of(at + " has another type");
        }
        return switch (value) {
            case JsonObject object -> members(object, schema, at);
            case JsonArray(List<JsonValue> elements) -> elements(elements, schema, at);
            default -> Optional.empty();
        };
    }

    private Optional<String> members(JsonObject object, JsonObject schema, String at) {
        if (schema.get("required").orElse(null) instanceof JsonArray(List<JsonValue> required)) {
            for (JsonValue name : required) {
                if (object.get(text(name)).isEmpty()) {
                    return Optional.of(at + " lacks " + text(name));
                }
            }
        }
        Map<String, JsonValue> properties = schema.get("properties").orElse(null) instanceof JsonObject(Map<String, JsonValue> all) ? all : Map.of();
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            JsonValue rule = properties.getOrDefault(member.getKey(), schema.get("additionalProperties").orElse(new JsonBoolean(true)));
            String place = at + "." + member.getKey();
            Optional<String> problem = switch (rule) {
                case JsonObject other -> problem(member.getValue(), other, place);
                case JsonBoolean(boolean allowed) when !allowed -> Optional.of(place + " is not known");
                default -> Optional.empty();
            };
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private Optional<String> elements(List<JsonValue> elements, JsonObject schema, String at) {
        if (schema.get("items").orElse(null) instanceof JsonObject items) {
            for (int i = 0; i < elements.size(); i++) {
                Optional<String> problem = problem(elements.get(i), items, at + "[" + i + "]");
                if (problem.isPresent()) {
                    return problem;
                }
            }
        }
        return Optional.empty();
    }

    JsonObject resolve(String reference) {
        JsonValue at = document;
        for (String part : reference.substring(2).split("/")) {
            at = ((JsonObject) at).get(part).orElseThrow(() -> new IllegalArgumentException(reference + " leads nowhere"));
        }
        return (JsonObject) at;
    }

    private static List<String> types(JsonValue types) {
        return types instanceof JsonArray(List<JsonValue> all) ? all.stream().map(JsonSchema::text).toList() : List.of(text(types));
    }

    private static boolean is(JsonValue value, String type) {
        return switch (value) {
            case JsonObject object -> type.equals("object");
            case JsonArray array -> type.equals("array");
            case JsonString string -> type.equals("string");
            case JsonNumber number -> type.equals("number") || type.equals("integer") && number.asLong().isPresent();
            case JsonBoolean bool -> type.equals("boolean");
            case JsonNull none -> type.equals("null");
        };
    }

    private static String text(JsonValue value) {
        return ((JsonString) value).value();
    }
}
