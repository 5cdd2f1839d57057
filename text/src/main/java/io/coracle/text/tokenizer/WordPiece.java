package io.coracle.text.tokenizer;

/**
 * The model of BERT: a word is cut from the left, each time taking the longest token of the vocabulary; a token that
 * continues a word has a prefix ({@code ##}). A word that cannot be cut whole, or is too long, becomes the unknown token.
 */
final class WordPiece implements TokenModel {

    private final Vocabulary vocabulary;
    private final String unknownToken;
    private final int unknownId;
    private final String prefix;
    private final int prefixHash;
    private final int longestContinuation;
    private final int maxWordLength;
    private final int[] powers; // of the hash's base, up to the longest token

    /** @param maxWordLength in code points */
    WordPiece(Vocabulary vocabulary, String unknownToken, int unknownId, String prefix, int maxWordLength) {
        this.vocabulary = vocabulary;
        this.unknownToken = unknownToken;
        this.unknownId = unknownId;
        this.prefix = prefix;
        this.maxWordLength = maxWordLength;
        int hash = 0;
        int prefixLength = 0;
        for (int at = 0; at < prefix.length(); prefixLength++) {
            int codePoint = prefix.codePointAt(at);
            hash = hash * Vocabulary.BASE + codePoint;
            at += Character.charCount(codePoint);
        }
        prefixHash = hash;
        longestContinuation = vocabulary.longest() - prefixLength;
        powers = new int[vocabulary.longest() + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * Vocabulary.BASE;
        }
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public void tokenize(AlignedText text, int from, int to, TokenList out) {
        if (to - from > maxWordLength) {
            addUnknown(text, from, to, out);
            return;
        }
        int[] codePoints = text.codePoints();
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * Vocabulary.BASE + codePoints[i];
        }
        int whole = vocabulary.find(hash, "", codePoints, from, to);
        if (whole >= 0) { // most words of a text
            out.add(vocabulary.id(whole), vocabulary.token(whole), text.start(from), text.end(to - 1));
        } else {
            cut(text, from, to, out);
        }
    }

    private void cut(AlignedText text, int from, int to, TokenList out) {
        int[] codePoints = text.codePoints();
        int[] hashes = new int[to - from + 1]; // of the first n code points of the word
        for (int i = from; i < to; i++) {
            hashes[i - from + 1] = hashes[i - from] * Vocabulary.BASE + codePoints[i];
        }
        int tokensBefore = out.size();
        int start = from;
        while (start < to) {
            boolean first = start == from;
            String before = first ? "" : prefix;
            int end = Math.min(to, start + (first ? vocabulary.longest() : longestContinuation));
            int index = -1;
            while (end > start) {
                int length = end - start;
                int hash = hashes[end - from] - hashes[start - from] * powers[length];
                index = vocabulary.find(first ? hash : hash + prefixHash * powers[length], before, codePoints, start, end);
                if (index >= 0) {
                    break;
                }
                end--;
            }
            if (index < 0) {
                out.truncate(tokensBefore);
                addUnknown(text, from, to, out);
                return;
            }
            out.add(vocabulary.id(index), vocabulary.token(index), text.start(start), text.end(end - 1));
            start = end;
        }
    }

    private void addUnknown(AlignedText text, int from, int to, TokenList out) {
        out.add(unknownId, unknownToken, text.start(from), text.end(to - 1));
    }
}
