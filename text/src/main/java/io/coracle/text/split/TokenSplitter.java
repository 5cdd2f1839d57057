package io.coracle.text.split;

import io.coracle.text.tokenizer.EncodeOptions;
import io.coracle.text.tokenizer.Encoding;
import io.coracle.text.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Passages of at most so many tokens, so that each fits a model whole. Words stay whole unless one alone is too long.
 * Special tokens are not counted: for a model of 256 tokens that adds two, ask for 254.
 */
public final class TokenSplitter implements TextSplitter {

    private final Tokenizer tokenizer;
    private final int size;
    private final int overlap;

    /**
     * @param size    the most tokens of a passage; only a single character can be more
     * @param overlap how many tokens neighbours share, less when that would cut a word
     * @throws IllegalArgumentException when {@code size} is below 1, or {@code overlap} negative or not less than it
     */
    public TokenSplitter(Tokenizer tokenizer, int size, int overlap) {
        Ranges.requireSizes(size, overlap, "tokens");
        this.tokenizer = tokenizer;
        this.size = size;
        this.overlap = overlap;
    }

    @Override
    public List<Passage> split(String text) {
        Encoding tokens = tokenizer.encode(text, EncodeOptions.DEFAULT.withoutSpecialTokens());
        List<Passage> passages = new ArrayList<>();
        if (tokens.size() == 0) {
            Ranges.addTrimmed(text, 0, text.length(), passages); // nothing that the model can see, but not blank
        }
        int from = 0;
        while (from < tokens.size()) {
            int to = cutAtOrBefore(tokens, from, Math.min(from + size, tokens.size()));
            while (tokenizer.countTokens(text.substring(begin(tokens, from), end(text, tokens, to))) > size) {
                int shorter = cutAtOrBefore(tokens, from, to - 1); // cut text can need more tokens than it had in its place
                if (shorter >= to) {
                    break;
                }
                to = shorter;
            }
            Ranges.addTrimmed(text, begin(tokens, from), end(text, tokens, to), passages);
            if (to == tokens.size()) {
                break;
            }
            from = wordBeginFrom(tokens, Math.max(to - overlap, from + 1), to);
        }
        return List.copyOf(passages);
    }

    @Override
    public String settings() {
        return "tokens " + size + "/" + overlap;
    }

    /** Where a passage begins; the first begins with the text, whatever the tokenizer removes there. */
    private static int begin(Encoding tokens, int token) {
        return token == 0 ? 0 : tokens.start(token);
    }

    /** Where a passage ends: with what the next token does not take, so that nothing falls between two. */
    private static int end(String text, Encoding tokens, int token) {
        return token == tokens.size() ? text.length() : Math.max(tokens.start(token), tokens.end(token - 1));
    }

    /** Where to end a passage: after the last whole word up to {@code limit}, else the last whole character, else the first. */
    private static int cutAtOrBefore(Encoding tokens, int from, int limit) {
        for (int at = limit; at > from; at--) {
            if (isBetweenWords(tokens, at)) {
                return at;
            }
        }
        for (int at = limit; at > from; at--) {
            if (isBetweenCharacters(tokens, at)) {
                return at;
            }
        }
        int at = Math.max(limit, from + 1);
        while (!isBetweenCharacters(tokens, at)) {
            at++;
        }
        return at;
    }

    /** The first place at or after {@code from} where a word begins; {@code to} when there is none before. */
    private static int wordBeginFrom(Encoding tokens, int from, int to) {
        int at = from;
        while (at < to && !isBetweenWords(tokens, at)) {
            at++;
        }
        return at;
    }

    private static boolean isBetweenWords(Encoding tokens, int token) {
        return isBetweenCharacters(tokens, token) && (token == tokens.size() || tokens.word(token) != tokens.word(token - 1));
    }

    /** Several tokens can stand for one character, such as the parts of a Hangul syllable. */
    private static boolean isBetweenCharacters(Encoding tokens, int token) {
        return token == tokens.size() || tokens.start(token) >= tokens.end(token - 1);
    }
}
