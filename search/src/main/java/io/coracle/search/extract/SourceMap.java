package io.coracle.search.extract;

import java.util.Arrays;

/**
 * Where each character of an extracted text stands in the file it came from: a sorted list of segments, each starting at an
 * offset of the text and lying on one line of one page of the file. Pages and lines count from 1; page 0 means that the file
 * has no pages.
 */
public final class SourceMap {

    private final int[] offsets;
    private final int[] pages;
    private final int[] lines;

    private SourceMap(int[] offsets, int[] pages, int[] lines) {
        this.offsets = offsets;
        this.pages = pages;
        this.lines = lines;
    }

    /** A place in a file. Page 0: the file has no pages. */
    public record Place(int page, int line) {
    }

    /** The map of a text that is the file: each of its lines is a line of the file. */
    public static SourceMap ofLines(String text) {
        Builder map = new Builder();
        int line = 1;
        map.add(0, 0, line);
        for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
            map.add(i + 1, 0, ++line);
        }
        return map.build();
    }

    /** The place of the character at {@code offset}; an offset past the end is where the last character is. */
    public Place at(int offset) {
        int found = Arrays.binarySearch(offsets, offset);
        int segment = Math.max(0, found >= 0 ? found : -found - 2);
        return new Place(pages[segment], lines[segment]);
    }

    /** Collects segments in the order of the text. */
    public static final class Builder {

        private int[] offsets = new int[64];
        private int[] pages = new int[64];
        private int[] lines = new int[64];
        private int size;

        /**
         * Says that the text from {@code offset} on lies on this line of this page. A segment like the one before is left out;
         * one at the same offset replaces it.
         */
        public Builder add(int offset, int page, int line) {
            if (size > 0 && offset < offsets[size - 1]) {
                throw new IllegalArgumentException("offset " + offset + " comes before " + offsets[size - 1]);
            }
            if (size > 0 && offset == offsets[size - 1]) {
                size--;
            }
            if (size > 0 && pages[size - 1] == page && lines[size - 1] == line) {
                return this;
            }
            if (size == offsets.length) {
                offsets = Arrays.copyOf(offsets, size * 2);
                pages = Arrays.copyOf(pages, size * 2);
                lines = Arrays.copyOf(lines, size * 2);
            }
            offsets[size] = offset;
            pages[size] = page;
            lines[size] = line;
            size++;
            return this;
        }

        public SourceMap build() {
            if (size == 0) {
                add(0, 0, 1);
            }
            return new SourceMap(Arrays.copyOf(offsets, size), Arrays.copyOf(pages, size), Arrays.copyOf(lines, size));
        }
    }
}
