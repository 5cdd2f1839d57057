package io.coracle.text.tokenizer;

/** What becomes of the delimiters when a text is cut; {@code a-b--c} cut at the hyphens, for example. */
enum SplitBehavior {
    /** {@code a · b · c}. */
    REMOVED,
    /** {@code a · - · b · - · - · c}. */
    ISOLATED,
    /** {@code a- · b- · - · c}. */
    MERGED_WITH_PREVIOUS,
    /** {@code a · -b · - · -c}. */
    MERGED_WITH_NEXT,
    /** {@code a · - · b · -- · c}. */
    CONTIGUOUS
}
