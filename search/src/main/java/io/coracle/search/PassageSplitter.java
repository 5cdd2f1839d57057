package io.coracle.search;

import java.util.List;

/** Cuts a text into the passages that are embedded and found. Implementations are safe for use by many threads at once. */
public interface PassageSplitter {

    /** The passages of a text, in its order; they may overlap and may leave white space out. */
    List<Span> split(String text);

    /** Names the way of splitting and its settings, for example {@code recursive 200/20}. */
    String settings();

    /** A piece of a text: from {@code start} to before {@code end}, in chars. */
    record Span(int start, int end) {

        public Span {
            if (start < 0 || end < start) {
                throw new IllegalArgumentException("no such span: " + start + " to " + end);
            }
        }

        /** The piece itself. */
        public String of(String text) {
            return text.substring(start, end);
        }
    }
}
