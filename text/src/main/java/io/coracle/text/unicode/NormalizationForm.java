package io.coracle.text.unicode;

/** The four Unicode normalisation forms (UAX #15), with a record of which old code points each new one stands for. */
public enum NormalizationForm {

    /** Canonical composition. */
    NFC(false, true),
    /** Canonical decomposition. */
    NFD(false, false),
    /** Compatibility composition. */
    NFKC(true, true),
    /** Compatibility decomposition. */
    NFKD(true, false);

    private final boolean compatibility;
    private final boolean composed;

    NormalizationForm(boolean compatibility, boolean composed) {
        this.compatibility = compatibility;
        this.composed = composed;
    }

    /** Normalises the first {@code length} code points of an array. */
    public Edits apply(int[] text, int length) {
        Edits decomposed = decompose(text, length);
        return composed ? compose(decomposed) : decomposed;
    }

    private Edits decompose(int[] text, int length) {
        Edits out = new Edits(length + (length >> 2));
        int runStart = 0; // of the marks that may still have to change places
        int lastRank = 0;
        boolean sorted = true;
        for (int i = 0; i < length; i++) {
            int from = out.size();
            addDecomposition(text[i], out);
            for (int k = from; k < out.size(); k++) {
                int rank = CombiningClass.of(out.codePoint(k));
                if (rank == 0) {
                    if (!sorted) {
                        out.sortByCombiningClass(runStart, k);
                    }
                    sorted = true;
                    runStart = k + 1;
                } else if (rank < lastRank) {
                    sorted = false;
                }
                lastRank = rank;
            }
        }
        if (!sorted) {
            out.sortByCombiningClass(runStart, out.size());
        }
        return out;
    }

    private void addDecomposition(int codePoint, Edits out) {
        if (codePoint < 0xA0) {
            out.add(codePoint, 0);
        } else if (Decomposition.isHangulSyllable(codePoint)) {
            addHangul(codePoint - Decomposition.HANGUL_BASE, out);
        } else if (!(compatibility && addFrom(Decomposition.compatibility(), codePoint, out))
                && !addFrom(Decomposition.canonical(), codePoint, out)) {
            out.add(codePoint, 0);
        }
    }

    private static boolean addFrom(Decomposition table, int codePoint, Edits out) {
        int place = table.find(codePoint);
        if (place < 0) {
            return false;
        }
        for (int i = 0; i < table.length(place); i++) {
            out.add(table.mapped(place, i), i == 0 ? 0 : 1);
        }
        return true;
    }

    private static void addHangul(int syllable, Edits out) {
        int tail = syllable % Decomposition.TAILS;
        int vowel = syllable / Decomposition.TAILS % Decomposition.VOWELS;
        out.add(Decomposition.LEAD_BASE + syllable / (Decomposition.TAILS * Decomposition.VOWELS), 0);
        out.add(Decomposition.VOWEL_BASE + vowel, 1);
        if (tail != 0) {
            out.add(Decomposition.TAIL_BASE + tail, 1);
        }
    }

    /**
     * Combines each starter with the marks after it that are not blocked by a mark of the same or a higher class.
     * A composite's change is the sum of its parts', so that it takes the place of all of them.
     */
    private static Edits compose(Edits decomposed) {
        int size = decomposed.size();
        Edits out = new Edits(size);
        Edits kept = new Edits(8); // the marks after a starter that did not combine with it
        int i = 0;
        while (i < size && CombiningClass.of(decomposed.codePoint(i)) != 0) {
            out.add(decomposed.codePoint(i), decomposed.change(i++)); // marks without a starter before them
        }
        while (i < size) {
            int starter = decomposed.codePoint(i);
            int change = decomposed.change(i++);
            kept.clear();
            int lastRank = 0;
            for (; i < size; i++) {
                int next = decomposed.codePoint(i);
                int rank = CombiningClass.of(next);
                boolean blocked = kept.size() > 0 && lastRank >= rank;
                int composite = blocked ? -1 : Composition.of(starter, next);
                if (composite >= 0) {
                    starter = composite;
                    change += decomposed.change(i) - 1;
                } else if (rank == 0) {
                    break;
                } else {
                    kept.add(next, decomposed.change(i));
                    lastRank = rank;
                }
            }
            out.add(starter, change);
            for (int k = 0; k < kept.size(); k++) {
                out.add(kept.codePoint(k), kept.change(k));
            }
        }
        return out;
    }
}
