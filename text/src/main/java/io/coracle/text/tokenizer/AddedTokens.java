package io.coracle.text.tokenizer;

import io.coracle.text.unicode.CodePoints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All added tokens of a tokenizer, and the search for them in texts. */
final class AddedTokens {

    private final Map<String, AddedToken> byContent = new LinkedHashMap<>();
    private final Map<Integer, AddedToken> byId = new HashMap<>();
    private final Set<String> specialContents = new HashSet<>();
    private final List<AddedToken> searched = new ArrayList<>();
    private final CodePointTrie inOriginal = new CodePointTrie();
    private final CodePointTrie inNormalized = new CodePointTrie();

    /** @param tokens in the order of the file; a later one of the same content replaces the earlier */
    AddedTokens(List<AddedToken> tokens, Optional<Normalizer> normalizer) {
        for (AddedToken token : tokens) {
            byContent.put(token.content(), token);
            byId.put(token.id(), token);
            if (token.special()) {
                specialContents.add(token.content());
            }
        }
        // Two normalised tokens can look alike; then special ones win, as they are searched for first.
        byContent.values().stream().filter(AddedToken::special).forEach(token -> search(token, normalizer));
        byContent.values().stream().filter(token -> !token.special()).forEach(token -> search(token, normalizer));
    }

    private void search(AddedToken token, Optional<Normalizer> normalizer) {
        AlignedText pattern = AlignedText.of(token.content());
        if (token.normalized()) {
            normalizer.ifPresent(step -> step.normalize(pattern));
        }
        if (pattern.length() == 0) {
            return; // normalised away
        }
        int[] codePoints = new int[pattern.length()];
        System.arraycopy(pattern.codePoints(), 0, codePoints, 0, codePoints.length);
        (token.normalized() ? inNormalized : inOriginal).add(codePoints, searched.size());
        searched.add(token);
    }

    Optional<AddedToken> byContent(String content) {
        return Optional.ofNullable(byContent.get(content));
    }

    Optional<AddedToken> byId(int id) {
        return Optional.ofNullable(byId.get(id));
    }

    boolean isSpecial(String content) {
        return specialContents.contains(content);
    }

    /** How many tokens there are beyond those of a vocabulary. */
    int countBeyond(Vocabulary vocabulary) {
        int count = 0;
        for (String content : byContent.keySet()) {
            count += vocabulary.idOf(content).isEmpty() ? 1 : 0;
        }
        return count;
    }

    boolean areSearchedInOriginal() {
        return !inOriginal.isEmpty();
    }

    boolean areSearchedInNormalized() {
        return !inNormalized.isEmpty();
    }

    /** Receives the parts of a text, in order. */
    interface Parts {

        /** A part without added tokens; when {@code from >= to}, there is none. */
        void text(int from, int to);

        /** An added token, with the white space that it takes. */
        void token(AddedToken token, int from, int to);
    }

    /** Takes apart a text that has not been normalised. */
    void splitOriginal(AlignedText text, Parts parts) {
        split(text, inOriginal, parts);
    }

    /** Takes apart a text that has been normalised. */
    void splitNormalized(AlignedText text, Parts parts) {
        split(text, inNormalized, parts);
    }

    private void split(AlignedText text, CodePointTrie trie, Parts parts) {
        int[] done = {0};
        trie.findAll(text, (from, to, value) -> {
            AddedToken token = searched.get(value);
            if (token.singleWord() && touchesWord(text, from, to)) {
                return;
            }
            int start = from;
            if (token.leftStrip()) {
                while (start > 0 && CodePoints.isWhitespace(text.codePoint(start - 1))) {
                    start--;
                }
                start = Math.max(start, done[0]); // the token before may have taken the same white space
            }
            int end = to;
            while (token.rightStrip() && end < text.length() && CodePoints.isWhitespace(text.codePoint(end))) {
                end++;
            }
            if (start < end) {
                parts.text(done[0], start);
                parts.token(token, start, end);
            }
            done[0] = end;
        });
        parts.text(done[0], text.length());
    }

    private static boolean touchesWord(AlignedText text, int from, int to) {
        return from > 0 && CodePoints.isWord(text.codePoint(from - 1))
                || to < text.length() && CodePoints.isWord(text.codePoint(to));
    }
}
