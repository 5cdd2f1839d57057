package io.coracle.text.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** Compares encodings with the oracle's, field by field. */
final class Agreement {

    private Agreement() {
    }

    /** What differs, empty when nothing does. The original texts are needed to turn UTF-16 offsets into code points. */
    static String difference(Encoding ours, HuggingFace.Result theirs, String first, String second) {
        int size = theirs.ids().length;
        if (ours.size() != size) {
            return "size " + ours.size() + " instead of " + size + ": " + ours + " instead of " + String.join(" ", theirs.tokens());
        }
        List<String> differences = new ArrayList<>();
        int[] typeIds = ours.typeIds();
        int[] attention = ours.attentionMask();
        int[] firstIndexes = codePointIndexes(first);
        int[] secondIndexes = codePointIndexes(second);
        for (int i = 0; i < size; i++) {
            compare(differences, "id", i, ours.id(i), theirs.ids()[i]);
            compare(differences, "type id", i, typeIds[i], theirs.typeIds()[i]);
            compare(differences, "token", i, ours.token(i), theirs.tokens()[i]);
            compare(differences, "word", i, ours.word(i), theirs.words()[i]);
            compare(differences, "attention", i, attention[i], theirs.attention()[i]);
            compare(differences, "special", i, ours.isSpecial(i) ? 1 : 0, theirs.special()[i]);
            if (ours.isSpecial(i)) {
                continue; // the oracle has no offsets for these
            }
            int[] indexes = typeIds[i] == 0 ? firstIndexes : secondIndexes;
            compare(differences, "start", i, indexes[ours.start(i)], theirs.spans()[2 * i]);
            compare(differences, "end", i, indexes[ours.end(i)], theirs.spans()[2 * i + 1]);
        }
        return String.join("; ", differences);
    }

    private static void compare(List<String> differences, String what, int index, Object ours, Object theirs) {
        if (!ours.equals(theirs) && differences.size() < 5) {
            differences.add(what + " of token " + index + " is " + ours + " instead of " + theirs);
        }
    }

    private static int[] codePointIndexes(String text) {
        int[] indexes = new int[text.length() + 1];
        for (int i = 0; i < text.length(); i++) {
            boolean secondHalf = i > 0 && Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i));
            indexes[i + 1] = secondHalf ? indexes[i] : indexes[i] + 1;
        }
        return indexes;
    }

    /** A text in escapes, for messages. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            escaped.append(c >= ' ' && c < 0x7F ? String.valueOf(c) : "\\u%04X".formatted((int) c));
        }
        return escaped.toString();
    }
}
