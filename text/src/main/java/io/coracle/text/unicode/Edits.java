package io.coracle.text.unicode;

import java.util.Arrays;

/**
 * The result of a rewriting: each new code point with what it did to the old ones, so that offsets can follow.
 * A change of 0 replaces one old code point, 1 inserts, and {@code -n} replaces one and removes the next {@code n}.
 */
public final class Edits {

    private int[] codePoints;
    private int[] changes;
    private int size;

    /** An empty list with room for a number of code points. */
    public Edits(int capacity) {
        codePoints = new int[Math.max(capacity, 8)];
        changes = new int[codePoints.length];
    }

    /** Appends a code point. */
    public void add(int codePoint, int change) {
        if (size == codePoints.length) {
            codePoints = Arrays.copyOf(codePoints, 2 * size);
            changes = Arrays.copyOf(changes, 2 * size);
        }
        codePoints[size] = codePoint;
        changes[size++] = change;
    }

    /** Removes everything. */
    void clear() {
        size = 0;
    }

    /** The number of new code points. */
    public int size() {
        return size;
    }

    /** The new code point at an index. */
    public int codePoint(int index) {
        return codePoints[index];
    }

    /** What the new code point at an index did to the old ones. */
    public int change(int index) {
        return changes[index];
    }

    /** Sorts a range of marks into canonical order, equals keeping theirs. Linear, for hostile text has runs of any length. */
    void sortByCombiningClass(int from, int to) {
        int[] startOfRank = new int[CombiningClass.RANKS + 1];
        for (int i = from; i < to; i++) {
            startOfRank[CombiningClass.of(codePoints[i]) + 1]++;
        }
        for (int rank = 1; rank < startOfRank.length; rank++) {
            startOfRank[rank] += startOfRank[rank - 1];
        }
        int[] sortedCodePoints = new int[to - from];
        int[] sortedChanges = new int[to - from];
        for (int i = from; i < to; i++) {
            int place = startOfRank[CombiningClass.of(codePoints[i])]++;
            sortedCodePoints[place] = codePoints[i];
            sortedChanges[place] = changes[i];
        }
        System.arraycopy(sortedCodePoints, 0, codePoints, from, to - from);
        System.arraycopy(sortedChanges, 0, changes, from, to - from);
    }
}
