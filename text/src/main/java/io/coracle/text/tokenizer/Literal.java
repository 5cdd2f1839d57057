package io.coracle.text.tokenizer;

/** A fixed string of code points that can be looked for in a text. */
final class Literal {

    private final String text;
    private final int[] codePoints;

    Literal(String text) {
        this.text = text;
        this.codePoints = AlignedText.codePointsOf(text);
    }

    int length() {
        return codePoints.length;
    }

    int codePoint(int index) {
        return codePoints[index];
    }

    /** The first occurrence that lies within a range, or -1. */
    int find(AlignedText in, int from, int to) {
        for (int at = from; at <= to - codePoints.length; at++) {
            if (matches(in, at, to)) {
                return at;
            }
        }
        return -1;
    }

    /** True when it lies at an index and ends at or before {@code to}. */
    boolean matches(AlignedText in, int at, int to) {
        if (codePoints.length > to - at) {
            return false;
        }
        for (int i = 0; i < codePoints.length; i++) {
            if (in.codePoint(at + i) != codePoints[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}
