package io.coracle.json;

/** The entry point: {@code Json.parse(bytes)} and {@code Json.write(value)}. */
public final class Json {

    private Json() {
    }

    /**
     * Reads one JSON value with nothing but white space around it. A leading byte order mark is skipped.
     *
     * @throws JsonException when the text is not JSON, repeats a name within one object, or nests deeper than 256 levels
     */
    public static JsonValue parse(String text) {
        char[] units = text.toCharArray();
        return new JsonParser(units, units.length).document();
    }

    /**
     * Reads one JSON value from UTF-8.
     *
     * @throws JsonException as {@link #parse(String)}, and for bytes that are not UTF-8
     */
    public static JsonValue parse(byte[] utf8) {
        Utf8.Decoded decoded = Utf8.decode(utf8);
        return new JsonParser(decoded.units(), decoded.length()).document();
    }

    /** The compact form: no white space, members in their order. */
    public static String write(JsonValue value) {
        return new JsonWriter().value(value).toString();
    }
}
