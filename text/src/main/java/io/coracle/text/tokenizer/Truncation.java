package io.coracle.text.tokenizer;

/**
 * How to cut an encoding that is too long.
 *
 * @param maxLength the most tokens an encoding may have, special tokens included
 * @param stride    how many tokens each overflowing part repeats from the part before it
 * @param strategy  which text of a pair is cut
 * @param direction the end that is cut off
 */
public record Truncation(int maxLength, int stride, Strategy strategy, Direction direction) {

    /** Which text of a pair is cut. */
    public enum Strategy {
        /** The longer one, then both evenly. */
        LONGEST_FIRST,
        /** Only the first. */
        ONLY_FIRST,
        /** Only the second. */
        ONLY_SECOND
    }

    /** @throws IllegalArgumentException when a number is negative */
    public Truncation {
        if (maxLength < 0 || stride < 0) {
            throw new IllegalArgumentException("maxLength " + maxLength + " and stride " + stride + " must not be negative");
        }
    }

    /** Cuts the end off, the longer text of a pair first. */
    public static Truncation to(int maxLength) {
        return new Truncation(maxLength, 0, Strategy.LONGEST_FIRST, Direction.RIGHT);
    }
}
