package io.coracle.json;

/** The JSON null. */
public record JsonNull() implements JsonValue {

    /** Spares an object for each null in a file; any two are equal. */
    static final JsonNull INSTANCE = new JsonNull();
}
