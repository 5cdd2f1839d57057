package io.coracle.cli;

import io.coracle.search.TextEmbedder;
import io.coracle.text.tokenizer.Tokenizer;

/** Where commands get their models from. */
interface Models {

    /** A model that is open; closing it frees its memory. */
    interface OpenEmbedder extends TextEmbedder, AutoCloseable {
        @Override
        void close();

        /** The model's own tokenizer. */
        Tokenizer tokenizer();
    }

    /** Loads an embedding model, or says in an exception's message why it cannot. */
    OpenEmbedder embedder(EmbeddingOptions options);

    /** Loads a tokenizer without its model. */
    Tokenizer tokenizer(ModelOption model);
}
