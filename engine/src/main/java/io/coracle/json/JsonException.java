package io.coracle.json;

/** Says that a text is not JSON: what is wrong and where. */
public final class JsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    JsonException(String problem, int line, int column) {
        super("JSON, line " + line + ", column " + column + ": " + problem);
        this.line = line;
        this.column = column;
    }

    /** The line of the offending character, the first being 1. */
    public int line() {
        return line;
    }

    /** The column of the offending character in UTF-16 units (in bytes for malformed UTF-8), the first being 1. */
    public int column() {
        return column;
    }
}
