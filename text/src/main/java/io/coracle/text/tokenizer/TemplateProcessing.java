package io.coracle.text.tokenizer;

import java.util.List;

/**
 * A post-processor that fills a template, such as {@code [CLS] $A [SEP] $B:1 [SEP]:1}.
 *
 * @param single the template of one text
 * @param pair   the template of two
 */
record TemplateProcessing(List<Piece> single, List<Piece> pair) implements PostProcessor {

    /** No special tokens; for files without a post-processor. */
    static final TemplateProcessing PLAIN =
            new TemplateProcessing(List.of(new Text(0, 0)), List.of(new Text(0, 0), new Text(1, 1)));

    /** One part of a template. */
    sealed interface Piece {

        /** The type id that its tokens get. */
        int typeId();
    }

    /** The tokens of the first text (0) or the second (1). */
    record Text(int which, int typeId) implements Piece {
    }

    /** Special tokens; both lists have the same length. */
    record Special(List<Integer> ids, List<String> tokens, int typeId) implements Piece {
    }

    @Override
    public int added(boolean isPair) {
        int added = 0;
        for (Piece piece : isPair ? pair : single) {
            added += piece instanceof Special special ? special.ids().size() : 0;
        }
        return added;
    }

    @Override
    public Encoding join(List<Window> texts, boolean specialTokens) {
        List<Piece> template = texts.size() == 1 ? single : pair;
        int size = 0;
        for (Piece piece : template) {
            size += switch (piece) {
                case Text text -> texts.get(text.which()).size();
                case Special special -> specialTokens ? special.ids().size() : 0;
            };
        }
        Assembly assembly = new Assembly(size);
        for (Piece piece : template) {
            switch (piece) {
                case Text text -> assembly.add(texts.get(text.which()), text.typeId());
                case Special special -> {
                    if (specialTokens) {
                        assembly.add(special);
                    }
                }
            }
        }
        return assembly.finish();
    }

    /** An encoding while it is filled from left to right. */
    private static final class Assembly {

        private final int[] ids;
        private final int[] typeIds;
        private final String[] tokens;
        private final int[] starts;
        private final int[] ends;
        private final int[] words;
        private final boolean[] isSpecial;
        private int size;

        Assembly(int capacity) {
            ids = new int[capacity];
            typeIds = new int[capacity];
            tokens = new String[capacity];
            starts = new int[capacity];
            ends = new int[capacity];
            words = new int[capacity];
            isSpecial = new boolean[capacity];
        }

        void add(Window window, int typeId) {
            TokenList from = window.tokens();
            int count = window.size();
            System.arraycopy(from.ids(), window.from(), ids, size, count);
            System.arraycopy(from.tokens(), window.from(), tokens, size, count);
            System.arraycopy(from.starts(), window.from(), starts, size, count);
            System.arraycopy(from.ends(), window.from(), ends, size, count);
            System.arraycopy(from.words(), window.from(), words, size, count);
            for (int i = 0; i < count; i++) {
                typeIds[size++] = typeId;
            }
        }

        void add(Special special) {
            for (int i = 0; i < special.ids().size(); i++) {
                ids[size] = special.ids().get(i);
                tokens[size] = special.tokens().get(i);
                typeIds[size] = special.typeId();
                words[size] = -1;
                isSpecial[size++] = true;
            }
        }

        Encoding finish() {
            return new Encoding(ids, typeIds, tokens, starts, ends, words, isSpecial, 0, size, List.of());
        }
    }
}
