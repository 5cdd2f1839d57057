package io.coracle.text.tokenizer;

/**
 * How to fill an encoding that is too short.
 *
 * @param length     the length to fill up to, 0 for no length but that of the text
 * @param multipleOf the length is raised to a multiple of this, 0 or 1 for any
 * @param direction  the end at which to fill
 * @param id         the id of the padding token
 * @param typeId     its type id
 * @param token      its text
 */
public record Padding(int length, int multipleOf, Direction direction, int id, int typeId, String token) {

    /** Far beyond any model, and small enough that a hostile file cannot exhaust the memory. */
    public static final int MAX_LENGTH = 1 << 20;

    /** @throws IllegalArgumentException when a length is negative or above {@link #MAX_LENGTH} */
    public Padding {
        if (length < 0 || length > MAX_LENGTH || multipleOf < 0 || multipleOf > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "length " + length + " and multipleOf " + multipleOf + " must lie between 0 and " + MAX_LENGTH);
        }
    }

    int lengthFor(int tokens) {
        int target = length == 0 ? tokens : length;
        int excess = multipleOf > 1 ? target % multipleOf : 0;
        return Math.max(tokens, excess == 0 ? target : target + multipleOf - excess);
    }
}
