/**
 * Semantic search over texts: documents are split into passages, each passage is embedded, and one Lucene index on disk holds
 * vectors and words together, so that one query ranks by both. {@link io.coracle.search.SearchIndex} is the way in;
 * {@code io.coracle.search.files} fills it from folders.
 */
package io.coracle.search;
