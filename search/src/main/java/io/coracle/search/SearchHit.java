package io.coracle.search;

import io.coracle.search.extract.SourceMap.Place;
import io.coracle.text.split.Passage;
import java.util.Map;
import java.util.Optional;

/**
 * A passage that was found.
 *
 * @param id the document it is from
 * @param text the passage
 * @param start where it begins in the document's file
 * @param end where its last character is
 * @param score what it was ranked by, see {@link SearchIndex#search(SearchRequest)}
 * @param similarity the cosine of the vectors of query and passage, -1 to 1
 * @param words how much of the query's words it has, 0 to 1
 * @param bestSentence the sentence of the passage that fits the query best, as a piece of {@code text}; empty when it was not
 *     asked for
 * @param metadata of the document it is from
 */
public record SearchHit(String id, String text, Place start, Place end, double score, double similarity, double words,
                        Optional<Passage> bestSentence, Map<String, String> metadata) {

    SearchHit withBestSentence(Passage sentence) {
        return new SearchHit(id, text, start, end, score, similarity, words, Optional.of(sentence), metadata);
    }
}
