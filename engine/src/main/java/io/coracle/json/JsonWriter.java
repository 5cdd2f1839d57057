package io.coracle.json;

/**
 * Writes compact JSON piece by piece, for output that has no tree (a search result, an embedding of 384 floats).
 * Commas are its business; balanced brackets are the caller's.
 *
 * {@snippet :
 * String line = new JsonWriter().beginObject().name("n_embedding").value(2).name("embedding")
 *         .beginArray().value(0.5f).value(1e-7f).endArray().endObject().toString();
 * // {"n_embedding":2,"embedding":[0.5,1.0E-7]}
 * }
 */
public final class JsonWriter {

    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out;
    private boolean first = true;

    /** Writes into a buffer of its own, which {@link #toString()} returns. */
    public JsonWriter() {
        this(new StringBuilder());
    }

    /** Appends to the caller's buffer. */
    public JsonWriter(StringBuilder out) {
        this.out = out;
    }

    /** Opens an object. */
    public JsonWriter beginObject() {
        return open('{');
    }

    /** Closes the innermost object. */
    public JsonWriter endObject() {
        return close('}');
    }

    /** Opens an array. */
    public JsonWriter beginArray() {
        return open('[');
    }

    /** Closes the innermost array. */
    public JsonWriter endArray() {
        return close(']');
    }

    /** Writes a member's name; its value comes next. */
    public JsonWriter name(String name) {
        separate();
        quote(name);
        out.append(':');
        first = true;
        return this;
    }

    /** Writes a string, escaped. */
    public JsonWriter value(String value) {
        separate();
        quote(value);
        return this;
    }

    /** Writes an integer. */
    public JsonWriter value(long value) {
        separate();
        out.append(value);
        return this;
    }

    /** Writes an integer. */
    public JsonWriter value(int value) {
        separate();
        out.append(value);
        return this;
    }

    /**
     * Writes the shortest number that reads back as the same float.
     *
     * @throws IllegalArgumentException for NaN and the infinities, which JSON cannot express
     */
    public JsonWriter value(float value) {
        if (value - value != 0f) {
            throw notFinite(Float.toString(value));
        }
        separate();
        out.append(value);
        return this;
    }

    /**
     * Writes the shortest number that reads back as the same double.
     *
     * @throws IllegalArgumentException for NaN and the infinities, which JSON cannot express
     */
    public JsonWriter value(double value) {
        String literal = finite(value);
        separate();
        out.append(literal);
        return this;
    }

    /** Writes true or false. */
    public JsonWriter value(boolean value) {
        separate();
        out.append(value);
        return this;
    }

    /** Writes null. */
    public JsonWriter nullValue() {
        separate();
        out.append("null");
        return this;
    }

    /** Writes a whole tree. */
    public JsonWriter value(JsonValue value) {
        switch (value) {
            case JsonObject object -> {
                beginObject();
                object.members().forEach((name, member) -> name(name).value(member));
                endObject();
            }
            case JsonArray array -> {
                beginArray();
                array.elements().forEach(this::value);
                endArray();
            }
            case JsonString string -> value(string.value());
            case JsonNumber number -> {
                separate();
                out.append(number.literal());
            }
            case JsonBoolean bool -> value(bool.value());
            case JsonNull _ -> nullValue();
        }
        return this;
    }

    /** Everything written so far. */
    @Override
    public String toString() {
        return out.toString();
    }

    static String finite(double value) {
        if (value - value != 0) {
            throw notFinite(Double.toString(value));
        }
        return Double.toString(value);
    }

    private static IllegalArgumentException notFinite(String value) {
        return new IllegalArgumentException("JSON has no " + value + "; write null or a string instead");
    }

    private JsonWriter open(char bracket) {
        separate();
        out.append(bracket);
        first = true;
        return this;
    }

    private JsonWriter close(char bracket) {
        out.append(bracket);
        first = false;
        return this;
    }

    private void separate() {
        if (!first) {
            out.append(',');
        }
        first = false;
    }

    private void quote(String text) {
        out.append('"');
        int plainFrom = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\' && !isLoneSurrogate(text, i)) {
                continue;
            }
            out.append(text, plainFrom, i);
            plainFrom = i + 1;
            escape(c);
        }
        out.append(text, plainFrom, text.length()).append('"');
    }

    private void escape(char c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(HEX.charAt(c >> shift & 0xF));
                }
            }
        }
    }

    /** A lone surrogate cannot be encoded in UTF-8; as an escape it survives the way to the reader. */
    private static boolean isLoneSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (c < 0xD800 || c > 0xDFFF) {
            return false;
        }
        if (c < 0xDC00) {
            return i + 1 == text.length() || text.charAt(i + 1) < 0xDC00 || text.charAt(i + 1) > 0xDFFF;
        }
        return i == 0 || text.charAt(i - 1) < 0xD800 || text.charAt(i - 1) > 0xDBFF;
    }
}
