package io.coracle.search;

/**
 * What to look for and how.
 *
 * @param query a question or some words
 * @param limit the most passages to return
 * @param mode what counts for the ranking
 * @param bestSentences whether to find the sentence that fits best in each passage, which costs one embedding a sentence
 * @param filter what a document must be like for its passages to be found
 */
public record SearchRequest(String query, int limit, Mode mode, boolean bestSentences, SearchFilter filter) {

    /** What counts for the ranking. */
    public enum Mode {
        /** Meaning and words. */
        HYBRID,
        /** Meaning alone: the cosine of the vectors. */
        SEMANTIC,
        /** Words alone: BM25. */
        KEYWORD
    }

    public SearchRequest {
        if (query.isBlank()) {
            throw new IllegalArgumentException("the query is empty");
        }
        if (limit < 1) {
            throw new IllegalArgumentException("the number of passages must be at least 1, not " + limit);
        }
    }

    /** Looks in all documents. */
    public SearchRequest(String query, int limit, Mode mode, boolean bestSentences) {
        this(query, limit, mode, bestSentences, SearchFilter.NONE);
    }

    public static SearchRequest of(String query, int limit) {
        return new SearchRequest(query, limit, Mode.HYBRID, true);
    }
}
