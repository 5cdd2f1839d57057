package io.coracle.text.unicode;

/**
 * Canonical composition of two code points. The pairs need no table of their own: they are the canonical decompositions
 * read backwards, but for those that Unicode excludes.
 */
final class Composition {

    private static final int SLOTS = 4096; // about 940 pairs
    private static final int[] FIRST = new int[SLOTS];
    private static final int[] SECOND = new int[SLOTS];
    private static final int[] COMPOSED = new int[SLOTS];

    static {
        Decomposition table = Decomposition.canonical();
        CodePointSet excluded = new CodePointSet(UnicodeData.compositionExclusions());
        // A decomposition of three is a composite of two and one more, so the shorter ones go first.
        for (int length = 2; length <= 4; length++) {
            for (int place = 0; place < table.size(); place++) {
                if (table.length(place) == length && !excluded.contains(table.codePoint(place))) {
                    int left = table.mapped(place, 0);
                    for (int k = 1; k < length - 1; k++) {
                        left = pair(left, table.mapped(place, k));
                    }
                    int slot = slot(left, table.mapped(place, length - 1));
                    FIRST[slot] = left;
                    SECOND[slot] = table.mapped(place, length - 1);
                    COMPOSED[slot] = table.codePoint(place);
                }
            }
        }
    }

    private Composition() {
    }

    /** The composite of two code points, or -1 when they do not combine. */
    static int of(int first, int second) {
        int lead = first - Decomposition.LEAD_BASE;
        int vowel = second - Decomposition.VOWEL_BASE;
        if (lead >= 0 && lead < Decomposition.LEADS && vowel >= 0 && vowel < Decomposition.VOWELS) {
            return Decomposition.HANGUL_BASE + (lead * Decomposition.VOWELS + vowel) * Decomposition.TAILS;
        }
        int tail = second - Decomposition.TAIL_BASE;
        if (Decomposition.isHangulSyllable(first) && tail > 0 && tail < Decomposition.TAILS
                && (first - Decomposition.HANGUL_BASE) % Decomposition.TAILS == 0) {
            return first + tail;
        }
        return pair(first, second);
    }

    private static int pair(int first, int second) {
        int slot = slot(first, second);
        return COMPOSED[slot] == 0 ? -1 : COMPOSED[slot];
    }

    /** The slot that holds the pair, or the free one where it belongs. */
    private static int slot(int first, int second) {
        int slot = (first * 31 + second) * 0x9E3779B9 >>> 20;
        while (COMPOSED[slot] != 0 && (FIRST[slot] != first || SECOND[slot] != second)) {
            slot = slot + 1 & SLOTS - 1;
        }
        return slot;
    }
}
