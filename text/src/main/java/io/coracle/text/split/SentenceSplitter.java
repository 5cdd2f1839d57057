package io.coracle.text.split;

import io.coracle.text.split.Ranges.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * Passages of whole sentences, as many as fit. Neighbours share whole sentences as far as they fit into the overlap.
 * A sentence that is too long for a passage is cut as by {@link RecursiveSplitter}.
 */
public final class SentenceSplitter implements TextSplitter {

    private final int size;
    private final int overlap;
    private final RecursiveSplitter within;

    /**
     * @param size    the most characters (code points) of a passage
     * @param overlap the most characters of the sentences that neighbours share
     * @throws IllegalArgumentException when {@code size} is below 1, or {@code overlap} negative or not less than it
     */
    public SentenceSplitter(int size, int overlap) {
        Ranges.requireSizes(size, overlap, "characters");
        this.size = size;
        this.overlap = overlap;
        this.within = new RecursiveSplitter(size, overlap);
    }

    @Override
    public List<Passage> split(String text) {
        List<Passage> passages = new ArrayList<>();
        List<Part> fitting = new ArrayList<>();
        List<Passage> sentences = SentenceFinder.find(text);
        for (int i = 0; i < sentences.size(); i++) {
            Passage sentence = sentences.get(i);
            if (Ranges.length(text, sentence.start(), sentence.end()) > size) {
                Ranges.merge(text, fitting, size, overlap, passages);
                fitting.clear();
                for (Passage part : within.split(sentence.of(text))) {
                    passages.add(new Passage(sentence.start() + part.start(), sentence.start() + part.end()));
                }
            } else {
                // A part reaches from its sentence to the next, so that the white space between counts.
                int from = fitting.isEmpty() ? sentence.start() : fitting.getLast().end();
                fitting.add(Part.of(text, from, sentence.end()));
            }
        }
        Ranges.merge(text, fitting, size, overlap, passages);
        return List.copyOf(passages);
    }

    @Override
    public String settings() {
        return "sentences " + size + "/" + overlap;
    }
}
