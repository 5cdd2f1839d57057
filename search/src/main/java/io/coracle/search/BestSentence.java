package io.coracle.search;

import io.coracle.search.PassageSplitter.Span;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds the sentence of a passage whose vector is nearest to the query's. */
final class BestSentence {

    private final ParallelEmbedding embedding;

    BestSentence(ParallelEmbedding embedding) {
        this.embedding = embedding;
    }

    List<SearchHit> mark(List<SearchHit> hits, float[] query) {
        List<SearchHit> marked = new ArrayList<>();
        for (SearchHit hit : hits) {
            List<Span> sentences = sentences(hit.text());
            marked.add(sentences.isEmpty() ? hit : hit.withBestSentence(best(hit.text(), sentences, query)));
        }
        return marked;
    }

    private Span best(String text, List<Span> sentences, float[] query) {
        if (sentences.size() == 1) {
            return sentences.getFirst();
        }
        List<float[]> vectors = embedding.embed(text, sentences, Map.of(), reused -> {
        });
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < vectors.size(); i++) {
            double similarity = 0;
            for (int j = 0; j < query.length; j++) {
                similarity += (double) query[j] * vectors.get(i)[j];
            }
            if (similarity > highest) {
                highest = similarity;
                best = i;
            }
        }
        return sentences.get(best);
    }

    /**
     * The sentences of a passage, without the white space around them. An empty line ends a sentence too: headings and list items
     * have no full stop.
     */
    static List<Span> sentences(String text) {
        List<Span> sentences = new ArrayList<>();
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
        breaks.setText(text);
        int start = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; start = end, end = breaks.next()) {
            int from = start;
            for (int gap = text.indexOf("\n\n", from); gap >= 0 && gap < end; gap = text.indexOf("\n\n", from)) {
                addTrimmed(text, from, gap, sentences);
                from = gap + 2;
            }
            addTrimmed(text, from, end, sentences);
        }
        return sentences;
    }

    private static void addTrimmed(String text, int start, int end, List<Span> sentences) {
        int from = start;
        int to = end;
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        if (from < to) {
            sentences.add(new Span(from, to));
        }
    }
}
