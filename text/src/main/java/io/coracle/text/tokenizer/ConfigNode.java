package io.coracle.text.tokenizer;

import io.coracle.json.JsonArray;
import io.coracle.json.JsonBoolean;
import io.coracle.json.JsonNull;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A value of a tokenizer file that knows its path, so that every complaint can name it.
 *
 * @param value the value
 * @param path  a JSON path such as {@code $.normalizer.normalizers[1].type}
 */
record ConfigNode(JsonValue value, String path) {

    /** A member that must be there. */
    ConfigNode get(String name) {
        return object().get(name).map(member -> new ConfigNode(member, path + "." + name))
                .orElseThrow(() -> error("has no member \"" + name + "\""));
    }

    /** A member that may be missing or null. */
    Optional<ConfigNode> find(String name) {
        return object().get(name).filter(member -> !(member instanceof JsonNull))
                .map(member -> new ConfigNode(member, path + "." + name));
    }

    /** The members of an object. */
    Map<String, ConfigNode> members() {
        Map<String, ConfigNode> members = new LinkedHashMap<>();
        object().members().forEach((name, member) -> members.put(name, new ConfigNode(member, path + "." + name)));
        return members;
    }

    /** The elements of an array. */
    List<ConfigNode> elements() {
        if (!(value instanceof JsonArray array)) {
            throw expected("an array");
        }
        List<ConfigNode> elements = new ArrayList<>(array.elements().size());
        for (JsonValue element : array.elements()) {
            elements.add(new ConfigNode(element, path + "[" + elements.size() + "]"));
        }
        return elements;
    }

    JsonObject object() {
        if (!(value instanceof JsonObject object)) {
            throw expected("an object");
        }
        return object;
    }

    String string() {
        if (!(value instanceof JsonString string)) {
            throw expected("a string");
        }
        return string.value();
    }

    boolean bool() {
        if (!(value instanceof JsonBoolean bool)) {
            throw expected("true or false");
        }
        return bool.value();
    }

    /** An integer that is not negative. */
    int count() {
        OptionalInt count = value instanceof JsonNumber number ? number.asInt() : OptionalInt.empty();
        if (count.isEmpty() || count.getAsInt() < 0) {
            throw expected("an integer between 0 and 2147483647");
        }
        return count.getAsInt();
    }

    /** An integer that is not negative; beyond the range of an int it stands for "without limit". */
    int limit() {
        OptionalLong limit = value instanceof JsonNumber number ? number.asLong() : OptionalLong.empty();
        if (limit.isEmpty() || limit.getAsLong() < 0) {
            throw expected("an integer that is not negative");
        }
        return (int) Math.min(limit.getAsLong(), Integer.MAX_VALUE);
    }

    TokenizerException expected(String what) {
        return error("must be " + what + ", not " + describe());
    }

    TokenizerException error(String problem) {
        return new TokenizerException("tokenizer.json: " + abbreviated(path) + " " + problem);
    }

    private String describe() {
        return switch (value) {
            case JsonString string -> quoted(string.value());
            case JsonNumber number -> abbreviated(number.literal());
            case JsonBoolean bool -> String.valueOf(bool.value());
            case JsonNull _ -> "null";
            case JsonArray _ -> "an array";
            case JsonObject _ -> "an object";
        };
    }

    /** A string from the file for a message; hostile ones are long. */
    static String quoted(String text) {
        return "\"" + abbreviated(text) + "\"";
    }

    private static String abbreviated(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
