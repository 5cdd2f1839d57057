package io.coracle.text.tokenizer;

/** One token for each piece: the piece itself when the vocabulary has it, else the unknown token. */
record WordLevel(Vocabulary vocabulary, String unknownToken, int unknownId) implements TokenModel {

    @Override
    public void tokenize(AlignedText text, int from, int to, TokenList out) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * Vocabulary.BASE + text.codePoint(i);
        }
        int index = vocabulary.find(hash, "", text.codePoints(), from, to);
        out.add(index < 0 ? unknownId : vocabulary.id(index), index < 0 ? unknownToken : vocabulary.token(index),
                text.start(from), text.end(to - 1));
    }
}
