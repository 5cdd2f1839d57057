package io.coracle.text.tokenizer;

import java.util.Arrays;

/**
 * A text and the pieces that a pre-tokenizer has cut it into so far: ranges of the text, in order, none empty.
 * Mutable and confined to one call.
 */
final class Pieces {

    private final AlignedText text;
    private int[] bounds; // from, to, from, to, …
    private int size;

    /** One piece: a range of the text. */
    Pieces(AlignedText text, int from, int to) {
        this.text = text;
        bounds = new int[16 + (to - from >> 1)];
        add(from, to);
    }

    AlignedText text() {
        return text;
    }

    int count() {
        return size >> 1;
    }

    int from(int piece) {
        return bounds[2 * piece];
    }

    int to(int piece) {
        return bounds[2 * piece + 1];
    }

    /** Finds where to cut one piece. */
    interface Cutter {

        /** Cuts the range {@code from..to} of the text, giving the parts in order to the sink; empty ones are ignored. */
        void cut(AlignedText text, int from, int to, Pieces sink);
    }

    /** Finds the delimiters in a text. */
    interface Delimiter {

        /** The length of the delimiter that begins at an index, 0 when none does. It must end at or before {@code to}. */
        int lengthAt(AlignedText text, int at, int to);
    }

    /** Cuts every piece. */
    void cutEach(Cutter cutter) {
        int[] old = bounds;
        int oldSize = size;
        bounds = new int[Math.max(old.length, 16)];
        size = 0;
        for (int i = 0; i < oldSize; i += 2) {
            cutter.cut(text, old[i], old[i + 1], this);
        }
    }

    /** Cuts every piece at its delimiters. */
    void cutEach(Delimiter delimiter, SplitBehavior behavior) {
        cutEach((in, from, to, sink) -> {
            switch (behavior) {
                case REMOVED -> cut(in, from, to, delimiter, false);
                case ISOLATED -> cut(in, from, to, delimiter, true);
                case CONTIGUOUS -> cutContiguous(in, from, to, delimiter);
                case MERGED_WITH_PREVIOUS -> cutAfter(in, from, to, delimiter);
                case MERGED_WITH_NEXT -> cutBefore(in, from, to, delimiter);
            }
        });
    }

    /** Appends a piece; an empty one is ignored. */
    void add(int from, int to) {
        if (from >= to) {
            return;
        }
        if (size + 2 > bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[size++] = from;
        bounds[size++] = to;
    }

    private void cut(AlignedText in, int from, int to, Delimiter delimiter, boolean keepDelimiters) {
        int start = from;
        for (int at = from; at < to;) {
            int length = delimiter.lengthAt(in, at, to);
            if (length == 0) {
                at++;
                continue;
            }
            add(start, at);
            if (keepDelimiters) {
                add(at, at + length);
            }
            at += length;
            start = at;
        }
        add(start, to);
    }

    private void cutContiguous(AlignedText in, int from, int to, Delimiter delimiter) {
        int start = from;
        boolean inDelimiters = false;
        for (int at = from; at < to;) {
            int length = delimiter.lengthAt(in, at, to);
            if (length > 0 != inDelimiters) {
                add(start, at);
                start = at;
                inDelimiters = length > 0;
            }
            at += Math.max(length, 1);
        }
        add(start, to);
    }

    private void cutAfter(AlignedText in, int from, int to, Delimiter delimiter) {
        int start = from;
        for (int at = from; at < to;) {
            int length = delimiter.lengthAt(in, at, to);
            at += Math.max(length, 1);
            if (length > 0) {
                add(start, at);
                start = at;
            }
        }
        add(start, to);
    }

    private void cutBefore(AlignedText in, int from, int to, Delimiter delimiter) {
        int start = from;
        for (int at = from; at < to;) {
            int length = delimiter.lengthAt(in, at, to);
            if (length > 0) {
                add(start, at);
                start = at;
            }
            at += Math.max(length, 1);
        }
        add(start, to);
    }
}
