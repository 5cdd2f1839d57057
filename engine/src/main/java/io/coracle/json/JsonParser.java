package io.coracle.json;

import java.util.ArrayList;
import java.util.List;

/**
 * A recursive-descent reader over UTF-16 units. Every read is checked against the length, because arrays are not
 * bounds-checked in the browser build.
 */
final class JsonParser {

    /** Deep enough for any real file, shallow enough for the smallest stack (a browser worker's). */
    private static final int MAX_DEPTH = 256;
    private static final int END = -1;
    private static final int MOST_PLAIN_DIGITS = 9;
    private static final IntegerMembers NO_INTEGERS = new IntegerMembers();

    private final char[] text;
    private final int length;
    private int at;
    private int depth;
    /** The string that was read last: a range of the text, or of a copy without its escapes. */
    private char[] units;
    private int from;
    private int to;

    JsonParser(char[] text, int length) {
        this.text = text;
        this.length = length;
    }

    JsonValue document() {
        if (peek() == '\uFEFF') {
            at++;
        }
        skipSpace();
        JsonValue value = value();
        skipSpace();
        if (at < length) {
            throw error("expected the end of the text, found " + describe(peek()));
        }
        return value;
    }

    private JsonValue value() {
        int first = peek();
        return switch (first) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new JsonString(string());
            case 't' -> literal("true", new JsonBoolean(true));
            case 'f' -> literal("false", new JsonBoolean(false));
            case 'n' -> literal("null", JsonNull.INSTANCE);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw error("expected a value, found " + describe(first));
        };
    }

    private JsonObject object() {
        enter();
        JsonObject.Parsed members = new JsonObject.Parsed();
        IntegerMembers integers = new IntegerMembers(); // those before the first that is something else
        skipSpace();
        if (peek() == '}') {
            at++;
        } else {
            do {
                skipSpace();
                int nameAt = at;
                if (peek() != '"') {
                    throw error("expected a member name in double quotes, found " + describe(peek()));
                }
                readString();
                skipSpace();
                expect(':', "after a member name");
                skipSpace();
                int integer = members.isEmpty() ? plainInteger() : -1;
                if (integer >= 0) {
                    if (!integers.add(units, from, to, integer)) {
                        throw duplicate(nameAt, lastString());
                    }
                } else {
                    String name = lastString();
                    members.putAll(integers);
                    integers = NO_INTEGERS;
                    if (members.put(name, value()) != null) {
                        throw duplicate(nameAt, name);
                    }
                }
                skipSpace();
            } while (another('}', "in an object"));
        }
        depth--;
        return new JsonObject(integers.isEmpty() ? members : integers);
    }

    private JsonException duplicate(int nameAt, String name) {
        at = nameAt;
        return error("duplicate member name " + quoted(name));
    }

    private JsonArray array() {
        enter();
        List<JsonValue> elements = new ArrayList<>();
        skipSpace();
        if (peek() == ']') {
            at++;
        } else {
            do {
                skipSpace();
                elements.add(value());
                skipSpace();
            } while (another(']', "in an array"));
        }
        depth--;
        return new JsonArray(elements);
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw error("nested deeper than " + MAX_DEPTH + " levels");
        }
        at++;
    }

    /** Consumes a comma (true) or the closing bracket (false). */
    private boolean another(char close, String where) {
        int next = peek();
        if (next == ',') {
            at++;
            return true;
        }
        if (next == close) {
            at++;
            return false;
        }
        throw error("expected ',' or '" + close + "' " + where + ", found " + describe(next));
    }

    private String string() {
        readString();
        return lastString();
    }

    private String lastString() {
        return new String(units, from, to - from);
    }

    private void readString() {
        int start = ++at;
        while (at < length && text[at] != '"' && text[at] != '\\' && text[at] >= ' ') {
            at++;
        }
        if (peek() == '"') { // the common case: nothing to unescape
            units = text;
            from = start;
            to = at++;
            return;
        }
        StringBuilder unescaped = new StringBuilder().append(text, start, at - start);
        while (true) {
            int next = peek();
            if (next == '"') {
                at++;
                units = unescaped.toString().toCharArray();
                from = 0;
                to = units.length;
                return;
            } else if (next == '\\') {
                at++;
                unescaped.append(escape());
            } else if (next == END) {
                throw error("the text ends within a string");
            } else if (next < ' ') {
                throw error(describe(next) + " within a string; write it as an escape");
            } else {
                unescaped.append((char) next);
                at++;
            }
        }
    }

    private char escape() {
        int kind = peek();
        at++;
        return switch (kind) {
            case '"', '\\', '/' -> (char) kind;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexUnit();
            default -> {
                at--;
                throw error("unknown escape: a backslash before " + describe(kind));
            }
        };
    }

    /** Any UTF-16 unit, a lone surrogate too: vocabularies contain them, and dropping one would merge two tokens. */
    private char hexUnit() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = hexDigit(peek());
            if (digit < 0) {
                throw error("expected four hexadecimal digits after \\u, found " + describe(peek()));
            }
            unit = unit << 4 | digit;
            at++;
        }
        return (char) unit;
    }

    private static int hexDigit(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    private JsonNumber number() {
        int start = at;
        int end = at + 1;
        while (end < length && isNumberUnit(text[end])) {
            end++;
        }
        String literal = new String(text, start, end - start);
        if (NumberGrammar.end(literal, 0) != literal.length()) {
            throw error("not a number: " + quoted(literal));
        }
        at = end;
        return new JsonNumber(literal);
    }

    /** Reads an integer without sign that fits an int whatever its digits; -1, and nothing is read, when there is something else. */
    private int plainInteger() {
        int end = at;
        int value = 0;
        while (end < length && end - at < MOST_PLAIN_DIGITS && text[end] >= '0' && text[end] <= '9') {
            value = value * 10 + text[end++] - '0';
        }
        boolean leadingZero = end - at > 1 && text[at] == '0';
        if (end == at || leadingZero || end < length && isNumberUnit(text[end])) {
            return -1;
        }
        at = end;
        return value;
    }

    private static boolean isNumberUnit(char c) {
        return c >= '0' && c <= '9' || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-';
    }

    private JsonValue literal(String word, JsonValue value) {
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= length || text[at + i] != word.charAt(i)) {
                throw error("expected a value, found a word that is not true, false or null");
            }
        }
        at += word.length();
        return value;
    }

    private void expect(char wanted, String where) {
        if (peek() != wanted) {
            throw error("expected '" + wanted + "' " + where + ", found " + describe(peek()));
        }
        at++;
    }

    private void skipSpace() {
        while (at < length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
            at++;
        }
    }

    private int peek() {
        return at < length ? text[at] : END;
    }

    private JsonException error(String problem) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < Math.min(at, length); i++) {
            if (text[i] == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new JsonException(problem, line, at - lineStart + 1);
    }

    private static String describe(int c) {
        if (c == END) {
            return "the end of the text";
        }
        if (c > ' ' && c < 0x7F) {
            return "'" + (char) c + "'";
        }
        String hex = Integer.toHexString(c).toUpperCase();
        return "U+" + "0000".substring(Math.min(4, hex.length())) + hex;
    }

    /** A name for a message, cut so that a hostile file cannot make the message huge. */
    private static String quoted(String name) {
        return "\"" + (name.length() <= 80 ? name : name.substring(0, 80) + "…") + "\"";
    }
}
