package io.coracle.text.split;

import io.coracle.text.split.Ranges.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts at the coarsest separator that gives passages short enough: blank lines, else lines, else words, else anywhere.
 * Its passages are those of LangChain's {@code RecursiveCharacterTextSplitter} with its default settings, without
 * those that lie within a neighbour. Characters are Unicode code points; no surrogate pair is cut.
 */
public final class RecursiveSplitter implements TextSplitter {

    /** Paragraphs, lines, words, single characters. */
    public static final List<String> SEPARATORS = List.of("\n\n", "\n", " ", "");

    private final List<String> separators;
    private final int size;
    private final int overlap;

    /** Passages of at most 200 characters, with up to 20 shared by neighbours. */
    public RecursiveSplitter() {
        this(200, 20);
    }

    /** @throws IllegalArgumentException when {@code size} is below 1, or {@code overlap} negative or not less than it */
    public RecursiveSplitter(int size, int overlap) {
        this(SEPARATORS, size, overlap);
    }

    /**
     * With separators of one's own.
     *
     * @param separators from coarse to fine; an empty one stands for "between any two characters", and without it at the
     *                   end a passage may be longer than {@code size}
     * @throws IllegalArgumentException when there is no separator or the sizes make no sense
     */
    public RecursiveSplitter(List<String> separators, int size, int overlap) {
        Ranges.requireSizes(size, overlap, "characters");
        if (separators.isEmpty()) {
            throw new IllegalArgumentException("at least one separator is needed");
        }
        this.separators = List.copyOf(separators);
        this.size = size;
        this.overlap = overlap;
    }

    @Override
    public List<Passage> split(String text) {
        List<Passage> passages = new ArrayList<>();
        split(text, 0, text.length(), 0, passages);
        return List.copyOf(passages);
    }

    @Override
    public String settings() {
        String settings = "recursive " + size + "/" + overlap;
        return separators.equals(SEPARATORS) ? settings : settings + " at " + separators;
    }

    private void split(String text, int start, int end, int level, List<Passage> out) {
        int chosen = level;
        while (chosen < separators.size() - 1 && Ranges.indexOf(text, separators.get(chosen), start, end) < 0) {
            chosen++;
        }
        boolean finest = chosen == separators.size() - 1 || separators.get(chosen).isEmpty();
        List<Part> shortParts = new ArrayList<>();
        for (Part part : cut(text, start, end, separators.get(chosen))) {
            if (part.length() < size) {
                shortParts.add(part);
                continue;
            }
            Ranges.merge(text, shortParts, size, overlap, out);
            shortParts.clear();
            if (finest) {
                Ranges.addTrimmed(text, part.start(), part.end(), out);
            } else {
                split(text, part.start(), part.end(), chosen + 1, out);
            }
        }
        Ranges.merge(text, shortParts, size, overlap, out);
    }

    /** Parts that each begin with the separator, but for the first. */
    private static List<Part> cut(String text, int start, int end, String separator) {
        List<Part> parts = new ArrayList<>();
        int from = start;
        if (separator.isEmpty()) {
            for (int at = start; at < end; from = at) {
                at = Ranges.next(text, at);
                parts.add(new Part(from, at, 1));
            }
            return parts;
        }
        int at = Ranges.indexOf(text, separator, start, end);
        while (at >= 0) {
            if (at > from) {
                parts.add(Part.of(text, from, at));
            }
            from = at;
            at = Ranges.indexOf(text, separator, at + separator.length(), end);
        }
        if (from < end) {
            parts.add(Part.of(text, from, end));
        }
        return parts;
    }
}
