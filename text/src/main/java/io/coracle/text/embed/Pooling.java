package io.coracle.text.embed;

/** How the vectors of a text's tokens become one vector (sentence-transformers, {@code 1_Pooling/config.json}). */
public enum Pooling {
    /** The mean of all tokens' vectors. */
    MEAN,
    /** The vector of the first token, {@code [CLS]} in BERT. */
    CLS,
    /** The largest number in each place. */
    MAX,
    /** The vector of the last token, as decoders are pooled. */
    LAST
}
