package io.coracle.server.models;

import io.coracle.Classifier;
import io.coracle.text.tokenizer.Tokenizer;

/**
 * A model that says which labels fit a text; with a single label, one that says how well a text answers a query.
 *
 * @param maxTokens at most what {@code classifier} takes
 */
public record ClassifyingModel(String name, Classifier classifier, int maxTokens, Prompts prompts) implements ServedModel {

    /** Whether it puts texts into order for a query. */
    public boolean isReranker() {
        return classifier.labels().size() == 1;
    }

    @Override
    public Tokenizer tokenizer() {
        return classifier.tokenizer();
    }

    @Override
    public void close() {
        classifier.close();
    }
}
