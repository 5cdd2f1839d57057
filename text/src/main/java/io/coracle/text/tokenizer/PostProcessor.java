package io.coracle.text.tokenizer;

import java.util.List;

/** Joins the tokens of one or two texts with the special tokens that a model expects around them. */
sealed interface PostProcessor permits TemplateProcessing {

    /** How many special tokens it adds. */
    int added(boolean pair);

    /** Puts an encoding together, without overflow. */
    Encoding join(List<Window> texts, boolean specialTokens);

    /** A range of the tokens of one text. */
    record Window(TokenList tokens, int from, int to) {

        int size() {
            return to - from;
        }
    }
}
