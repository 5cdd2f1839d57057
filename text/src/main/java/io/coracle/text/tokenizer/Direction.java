package io.coracle.text.tokenizer;

/** The end of a sequence at which something happens. */
public enum Direction {
    /** At the beginning. */
    LEFT,
    /** At the end. */
    RIGHT
}
