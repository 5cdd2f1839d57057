package io.coracle.text.tokenizer;

import io.coracle.text.unicode.Edits;
import java.util.Arrays;

/**
 * A text on its way through the normaliser: its code points now, and for each the range of the original string
 * (UTF-16 indexes) that it came from. Mutable and confined to one call.
 */
final class AlignedText {

    private static final int REPLACEMENT = 0xFFFD;

    /** A chain of replacements in a hostile file can double a text dozens of times; NFKD grows one at most 18-fold. */
    private static final int MAX_GROWTH = 64;
    private static final int GROWTH_FLOOR = 1 << 16;

    private int[] codePoints;
    private int[] starts;
    private int[] ends;
    private int length;
    private final int origin;
    private final int maxLength;

    private AlignedText(int capacity, int origin) {
        maxLength = capacity > (Integer.MAX_VALUE - GROWTH_FLOOR) / MAX_GROWTH ? Integer.MAX_VALUE : capacity * MAX_GROWTH + GROWTH_FLOOR;
        codePoints = new int[capacity];
        starts = new int[capacity];
        ends = new int[capacity];
        this.origin = origin;
    }

    /** The whole string. A lone surrogate becomes U+FFFD, as it would on the way through UTF-8. */
    static AlignedText of(String text) {
        int units = text.length();
        AlignedText aligned = new AlignedText(units, 0);
        int[] codePoints = aligned.codePoints;
        int[] starts = aligned.starts;
        int[] ends = aligned.ends;
        int length = 0;
        for (int at = 0; at < units;) {
            int start = at;
            int codePoint = text.charAt(at++);
            if (codePoint >= 0xD800 && codePoint <= 0xDFFF) {
                int low = codePoint < 0xDC00 && at < units ? text.charAt(at) - 0xDC00 : -1;
                if (low >= 0 && low < 0x400) {
                    codePoint = 0x10000 + (codePoint - 0xD800 << 10) + low;
                    at++;
                } else {
                    codePoint = REPLACEMENT;
                }
            }
            codePoints[length] = codePoint;
            starts[length] = start;
            ends[length++] = at;
        }
        aligned.length = length;
        return aligned;
    }

    /** A copy of a range, to be changed on its own. */
    AlignedText slice(int from, int to) {
        AlignedText slice = new AlignedText(to - from, from < to ? starts[from] : origin);
        slice.length = to - from;
        System.arraycopy(codePoints, from, slice.codePoints, 0, to - from);
        System.arraycopy(starts, from, slice.starts, 0, to - from);
        System.arraycopy(ends, from, slice.ends, 0, to - from);
        return slice;
    }

    int length() {
        return length;
    }

    int codePoint(int index) {
        return codePoints[index];
    }

    /** Where the code point at an index begins in the original. */
    int start(int index) {
        return starts[index];
    }

    /** Where the code point at an index ends in the original. */
    int end(int index) {
        return ends[index];
    }

    /** The code points themselves, for loops that must be fast; only the first {@link #length()} count. */
    int[] codePoints() {
        return codePoints;
    }

    void set(int index, int codePoint) {
        codePoints[index] = codePoint;
    }

    /** Drops the end; before, the caller has moved there nothing that is to survive. */
    void truncate(int newLength) {
        length = newLength;
    }

    /** Moves a code point with its range to a lower index. */
    void move(int from, int to) {
        codePoints[to] = codePoints[from];
        starts[to] = starts[from];
        ends[to] = ends[from];
    }

    /** Keeps only a range. */
    void keep(int from, int to) {
        if (from > 0) {
            System.arraycopy(codePoints, from, codePoints, 0, to - from);
            System.arraycopy(starts, from, starts, 0, to - from);
            System.arraycopy(ends, from, ends, 0, to - from);
        }
        length = to - from;
    }

    /** Replaces everything. An inserted code point gets the range of the old one before the place of insertion. */
    void apply(Edits edits) {
        Rewriting rewriting = new Rewriting(edits.size());
        int old = 0;
        for (int i = 0; i < edits.size(); i++) {
            int change = edits.change(i);
            rewriting.add(edits.codePoint(i), change > 0 ? old - 1 : old);
            if (change <= 0) {
                old += 1 - change;
            }
        }
        rewriting.finish();
    }

    /** Begins to write a new text in the place of this one. */
    Rewriting rewrite(int expectedLength) {
        return new Rewriting(expectedLength);
    }

    /** The new text while it is written. The old one stays readable until {@link #finish()}. */
    final class Rewriting {

        private int[] newCodePoints;
        private int[] newStarts;
        private int[] newEnds;
        private int newLength;

        private Rewriting(int capacity) {
            newCodePoints = new int[Math.max(capacity, 8)];
            newStarts = new int[newCodePoints.length];
            newEnds = new int[newCodePoints.length];
        }

        /** Appends a code point that stands for the old one at an index; index -1 is the place before the first. */
        void add(int codePoint, int old) {
            if (newLength == newCodePoints.length) {
                if (newLength >= maxLength) {
                    throw new TokenizerException("the normalizer makes the text more than " + MAX_GROWTH + " times as long");
                }
                newCodePoints = Arrays.copyOf(newCodePoints, 2 * newLength);
                newStarts = Arrays.copyOf(newStarts, 2 * newLength);
                newEnds = Arrays.copyOf(newEnds, 2 * newLength);
            }
            newCodePoints[newLength] = codePoint;
            newStarts[newLength] = old < 0 ? origin : starts[old];
            newEnds[newLength++] = old < 0 ? origin : ends[old];
        }

        /** Appends a range of the old text. */
        void keep(int from, int to) {
            for (int i = from; i < to; i++) {
                add(codePoints[i], i);
            }
        }

        void finish() {
            codePoints = newCodePoints;
            starts = newStarts;
            ends = newEnds;
            length = newLength;
        }
    }

    /** A range of the present text. */
    String text(int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            text.appendCodePoint(codePoints[i]);
        }
        return text.toString();
    }

    /** The code points of a string, lone surrogates replaced, as they occur in texts. */
    static int[] codePointsOf(String text) {
        AlignedText aligned = of(text);
        return Arrays.copyOf(aligned.codePoints, aligned.length);
    }

    @Override
    public String toString() {
        return text(0, length);
    }
}
