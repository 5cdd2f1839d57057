package io.coracle.text.split;

import io.coracle.text.unicode.CodePoints;
import java.util.ArrayDeque;
import java.util.List;

/** What the splitters share: trimming, measuring and merging ranges of a text. */
final class Ranges {

    private Ranges() {
    }

    /**
     * Adds a range without the white space at its ends, unless nothing else is in it. Of it and the last one only the
     * longer is kept when one lies within the other, which happens when parts of an overlap are only white space.
     */
    static void addTrimmed(String text, int start, int end, List<Passage> out) {
        int from = start;
        int to = end;
        while (from < to && CodePoints.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (from < to && CodePoints.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        if (from == to) {
            return;
        }
        if (!out.isEmpty() && from >= out.getLast().start() && to <= out.getLast().end()) {
            return;
        }
        if (!out.isEmpty() && from <= out.getLast().start()) {
            out.removeLast();
        }
        out.add(new Passage(from, to));
    }

    /** The length in code points. */
    static int length(String text, int start, int end) {
        int length = 0;
        for (int at = start; at < end; at = next(text, at)) {
            length++;
        }
        return length;
    }

    /** The index of the code point after the one at an index. */
    static int next(String text, int at) {
        boolean pair = at + 1 < text.length() && isHigh(text.charAt(at)) && isLow(text.charAt(at + 1));
        return pair ? at + 2 : at + 1;
    }

    private static boolean isHigh(char c) {
        return c >= 0xD800 && c <= 0xDBFF;
    }

    private static boolean isLow(char c) {
        return c >= 0xDC00 && c <= 0xDFFF;
    }

    /** The first occurrence that lies within a range, or -1. It never looks beyond the range, so many searches stay linear. */
    static int indexOf(String text, String wanted, int start, int end) {
        for (int at = start; at <= end - wanted.length(); at++) {
            if (text.startsWith(wanted, at)) {
                return at;
            }
        }
        return -1;
    }

    /** A part of a text that is not cut, with its length in code points. */
    record Part(int start, int end, int length) {

        static Part of(String text, int start, int end) {
            return new Part(start, end, Ranges.length(text, start, end));
        }
    }

    /**
     * Joins neighbouring parts into passages of at most {@code size} code points, each beginning with the last parts of
     * the one before as far as they fit into {@code overlap}. A part that is longer makes a passage of its own.
     */
    static void merge(String text, List<Part> parts, int size, int overlap, List<Passage> out) {
        ArrayDeque<Part> current = new ArrayDeque<>();
        int total = 0;
        for (Part part : parts) {
            if (total + part.length() > size && !current.isEmpty()) {
                addTrimmed(text, current.getFirst().start(), current.getLast().end(), out);
                while (total > overlap || total + part.length() > size && total > 0) {
                    total -= current.removeFirst().length();
                }
            }
            current.addLast(part);
            total += part.length();
        }
        if (!current.isEmpty()) {
            addTrimmed(text, current.getFirst().start(), current.getLast().end(), out);
        }
    }

    static void requireSizes(int size, int overlap, String unit) {
        if (size < 1 || overlap < 0 || overlap >= size) {
            throw new IllegalArgumentException("passages of " + size + " " + unit + " with an overlap of " + overlap
                    + ": the size must be at least 1, the overlap at least 0 and less than the size");
        }
    }
}
