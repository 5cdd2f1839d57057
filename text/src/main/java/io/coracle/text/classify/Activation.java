package io.coracle.text.classify;

/** What turns the logits of a model into scores. */
public enum Activation {
    /** Exactly one label fits: scores are positive and sum to 1. */
    SOFTMAX,
    /** Each label fits or not, whatever the others do: every score lies between 0 and 1. */
    SIGMOID,
    /** Scores are the logits themselves, as of a regression. */
    NONE
}
