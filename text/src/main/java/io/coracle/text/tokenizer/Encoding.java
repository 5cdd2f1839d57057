package io.coracle.text.tokenizer;

import java.util.Arrays;
import java.util.List;

/**
 * A text, or a pair of texts, as tokens. Immutable; the methods that return arrays return copies.
 *
 * <p>Offsets are UTF-16 indexes into the string that was encoded (of a pair: into the one the token is from), so that
 * {@code text.substring(e.start(i), e.end(i))} is what token {@code i} stands for. Special and padding tokens, which
 * stand for nothing, have 0 for both.
 */
public final class Encoding {

    private final int[] ids;
    private final int[] typeIds;
    private final String[] tokens;
    private final int[] starts;
    private final int[] ends;
    private final int[] words;
    private final boolean[] special;
    private final int realFrom; // the tokens before and after this range are padding
    private final int realTo;
    private final List<Encoding> overflow;

    /** Takes the arrays over; all have the same length. */
    Encoding(int[] ids, int[] typeIds, String[] tokens, int[] starts, int[] ends, int[] words, boolean[] special,
            int realFrom, int realTo, List<Encoding> overflow) {
        this.ids = ids;
        this.typeIds = typeIds;
        this.tokens = tokens;
        this.starts = starts;
        this.ends = ends;
        this.words = words;
        this.special = special;
        this.realFrom = realFrom;
        this.realTo = realTo;
        this.overflow = List.copyOf(overflow);
    }

    /** The number of tokens. */
    public int size() {
        return ids.length;
    }

    /** The ids of all tokens. */
    public int[] ids() {
        return ids.clone();
    }

    /** For each token 0 or 1: whether it belongs to the first or the second text of a pair (if the model tells them apart). */
    public int[] typeIds() {
        return typeIds.clone();
    }

    /** For each token 1, or 0 when it is padding. */
    public int[] attentionMask() {
        int[] mask = new int[ids.length];
        Arrays.fill(mask, realFrom, realTo, 1);
        return mask;
    }

    /** The texts of all tokens, as the vocabulary writes them. */
    public List<String> tokens() {
        return List.of(tokens);
    }

    /** The id of a token. */
    public int id(int index) {
        return ids[index];
    }

    /** The text of a token, as the vocabulary writes it. */
    public String token(int index) {
        return tokens[index];
    }

    /** Where the part of the original string that a token stands for begins. */
    public int start(int index) {
        return starts[index];
    }

    /** Where the part of the original string that a token stands for ends. */
    public int end(int index) {
        return ends[index];
    }

    /** The number of the word (the piece that the pre-tokenizer made) that a token is part of, -1 for special tokens. */
    public int word(int index) {
        return words[index];
    }

    /** True for tokens that were not in the text: those of the model's template, and padding. */
    public boolean isSpecial(int index) {
        return special[index];
    }

    /** True for padding. */
    public boolean isPadding(int index) {
        return index < realFrom || index >= realTo;
    }

    /** What truncation cut off, as further encodings of the same form; empty when nothing was. */
    public List<Encoding> overflow() {
        return overflow;
    }

    Encoding withOverflow(List<Encoding> cutOff) {
        return new Encoding(ids, typeIds, tokens, starts, ends, words, special, realFrom, realTo, cutOff);
    }

    Encoding pad(Padding padding) {
        int length = padding.lengthFor(ids.length);
        List<Encoding> paddedOverflow = overflow.stream().map(part -> part.pad(padding)).toList();
        int before = padding.direction() == Direction.LEFT ? length - ids.length : 0;
        boolean[] paddedSpecial = new boolean[length];
        Arrays.fill(paddedSpecial, true);
        System.arraycopy(special, 0, paddedSpecial, before, ids.length);
        String[] paddedTokens = new String[length];
        Arrays.fill(paddedTokens, padding.token());
        System.arraycopy(tokens, 0, paddedTokens, before, ids.length);
        return new Encoding(padded(ids, length, before, padding.id()), padded(typeIds, length, before, padding.typeId()),
                paddedTokens, padded(starts, length, before, 0), padded(ends, length, before, 0),
                padded(words, length, before, -1), paddedSpecial, before, before + ids.length, paddedOverflow);
    }

    private static int[] padded(int[] values, int length, int before, int filler) {
        int[] padded = new int[length];
        Arrays.fill(padded, filler);
        System.arraycopy(values, 0, padded, before, values.length);
        return padded;
    }

    /** The tokens with their ids, for reading. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < ids.length; i++) {
            text.append(i == 0 ? "" : " ").append(tokens[i]).append(':').append(ids[i]);
        }
        return text.append(']').toString();
    }
}
