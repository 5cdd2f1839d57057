package io.coracle.json;

/**
 * A JSON string.
 *
 * @param value the text with all escapes resolved; a lone surrogate that was written as an escape stays in it
 */
public record JsonString(String value) implements JsonValue {
}
