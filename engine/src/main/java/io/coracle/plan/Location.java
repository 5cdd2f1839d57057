package io.coracle.plan;

/**
 * Where a value lies.
 *
 * @param source -1 for the arena, otherwise an index into {@link Plan#constants}
 * @param offset bytes from the start
 * @param length bytes
 */
public record Location(int source, long offset, long length) {
    /** The source of values that a run computes. */
    public static final int ARENA = -1;

    @Override
    public String toString() {
        return (source == ARENA ? "arena" : "constant" + source) + "+" + offset + ":" + length;
    }
}
