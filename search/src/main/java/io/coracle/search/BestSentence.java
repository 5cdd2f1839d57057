package io.coracle.search;

import io.coracle.text.split.Passage;
import io.coracle.text.split.SentenceFinder;
import java.util.ArrayList;
import java.util.List;
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
            List<Passage> sentences = SentenceFinder.find(hit.text());
            marked.add(sentences.isEmpty() ? hit : hit.withBestSentence(best(hit.text(), sentences, query)));
        }
        return marked;
    }

    private Passage best(String text, List<Passage> sentences, float[] query) {
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
}
