package io.coracle.text.tokenizer;

import java.util.Optional;
import java.util.OptionalInt;

/** Turns the pieces of a text into tokens of a vocabulary. */
sealed interface TokenModel permits WordPiece, WordLevel {

    /** Appends the tokens of one piece, the range {@code from..to} of a text. */
    void tokenize(AlignedText text, int from, int to, TokenList out);

    /** The tokens without those that the file adds. */
    Vocabulary vocabulary();

    /** The id of a token. */
    default OptionalInt idOf(String token) {
        return vocabulary().idOf(token);
    }

    /** The token of an id. */
    default Optional<String> tokenOf(int id) {
        return vocabulary().tokenOf(id);
    }
}
