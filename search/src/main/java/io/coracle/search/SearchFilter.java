package io.coracle.search;

import java.util.Map;

/**
 * Which documents to look in.
 *
 * @param idPrefix what their ids begin with; empty for any
 * @param metadata names and values that they must all have
 */
public record SearchFilter(String idPrefix, Map<String, String> metadata) {

    /** All documents. */
    public static final SearchFilter NONE = new SearchFilter("", Map.of());

    public SearchFilter {
        metadata = Map.copyOf(metadata);
    }
}
