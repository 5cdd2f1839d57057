package io.coracle.server.models;

import io.coracle.Embedder;
import io.coracle.text.tokenizer.Tokenizer;

/**
 * A model that turns texts into vectors.
 *
 * @param maxTokens at most what {@code embedder} takes
 */
public record EmbeddingModel(String name, Embedder embedder, int maxTokens, Prompts prompts) implements ServedModel {

    @Override
    public Tokenizer tokenizer() {
        return embedder.tokenizer();
    }

    @Override
    public void close() {
        embedder.close();
    }
}
