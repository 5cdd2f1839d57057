package io.coracle.text.tokenizer;

import java.util.Arrays;

/** The tokens of one text as they are found, before special tokens join them. Mutable and confined to one call. */
final class TokenList {

    private int[] ids;
    private String[] tokens;
    private int[] starts;
    private int[] ends;
    private int[] words;
    private int size;
    private int word;

    TokenList(int capacity) {
        ids = new int[capacity];
        tokens = new String[capacity];
        starts = new int[capacity];
        ends = new int[capacity];
        words = new int[capacity];
    }

    /** Appends a token of the current word; {@code start} and {@code end} are indexes of the original string. */
    void add(int id, String token, int start, int end) {
        if (size == ids.length) {
            int capacity = 2 * size + 8;
            ids = Arrays.copyOf(ids, capacity);
            tokens = Arrays.copyOf(tokens, capacity);
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
            words = Arrays.copyOf(words, capacity);
        }
        ids[size] = id;
        tokens[size] = token;
        starts[size] = start;
        ends[size] = end;
        words[size++] = word;
    }

    /** Says that the tokens to come belong to the next word. */
    void nextWord() {
        word++;
    }

    /** Takes back the tokens from an index on. */
    void truncate(int newSize) {
        size = newSize;
    }

    int size() {
        return size;
    }

    int[] ids() {
        return ids;
    }

    String[] tokens() {
        return tokens;
    }

    int[] starts() {
        return starts;
    }

    int[] ends() {
        return ends;
    }

    int[] words() {
        return words;
    }
}
