package io.coracle.search;

import io.coracle.Embedder;

/** What the index needs of an embedding model. Implementations are safe for use by many threads at once. */
public interface TextEmbedder {

    /** The vector of a text, of length {@link #dimension()}. The index normalises it to length 1. */
    float[] embed(String text);

    /** The length of every vector. */
    int dimension();

    /** Names model and settings: two embedders with equal fingerprints give equal vectors for equal texts. */
    String fingerprint();

    /** A model of the engine. */
    static TextEmbedder of(Embedder embedder) {
        return new TextEmbedder() {
            @Override
            public float[] embed(String text) {
                return embedder.embed(text);
            }

            @Override
            public int dimension() {
                return embedder.dimension();
            }

            @Override
            public String fingerprint() {
                return embedder.fingerprint();
            }
        };
    }
}
