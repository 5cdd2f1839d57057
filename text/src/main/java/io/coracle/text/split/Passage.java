package io.coracle.text.split;

/**
 * A range of a text.
 *
 * @param start UTF-16 index of its first character
 * @param end   UTF-16 index after its last character
 */
public record Passage(int start, int end) {

    /** @throws IllegalArgumentException when the range is not one */
    public Passage {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("no range: " + start + " to " + end);
        }
    }

    /** The characters of the range. */
    public String of(String text) {
        return text.substring(start, end);
    }
}
