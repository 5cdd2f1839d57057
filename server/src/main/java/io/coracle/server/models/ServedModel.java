package io.coracle.server.models;

import io.coracle.text.tokenizer.Tokenizer;

/** A model that is loaded. */
public sealed interface ServedModel permits EmbeddingModel, ClassifyingModel {

    /** What requests call it. */
    String name();

    /** The most tokens of a text, or of a pair of texts. */
    int maxTokens();

    /** What cuts texts into the model's tokens. */
    Tokenizer tokenizer();

    /** What to put before texts. */
    Prompts prompts();

    /** Gives its memory back. */
    void close();
}
