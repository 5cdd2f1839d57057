package io.coracle.text.unicode;

/**
 * Full decompositions of code points, canonical (NFD) or compatibility (NFKD). Hangul syllables are computed, the rest
 * is looked up in a sorted table.
 */
final class Decomposition {

    static final int HANGUL_BASE = 0xAC00;
    static final int HANGUL_COUNT = 11172;
    static final int LEAD_BASE = 0x1100;
    static final int VOWEL_BASE = 0x1161;
    static final int TAIL_BASE = 0x11A7;
    static final int LEADS = 19;
    static final int VOWELS = 21;
    static final int TAILS = 28;

    private final int[] codePoints;
    private final int[] offsets; // codePoints[i] becomes mapped[offsets[i]] .. mapped[offsets[i + 1] - 1]
    private final int[] mapped;

    private Decomposition(String packed) {
        PackedTable sizing = new PackedTable(packed);
        int entries = sizing.next();
        int total = sizing.next();
        codePoints = new int[entries];
        offsets = new int[entries + 1];
        mapped = new int[total];
        int at = 0;
        int out = 0;
        int first = 0;
        int second = 0;
        for (int i = 0; i < entries; i++) {
            at += sizing.next();
            codePoints[i] = at;
            int length = sizing.next();
            for (int k = 0; k < length; k++) { // each is close to its counterpart in the entry before
                int value = (k == 0 ? first : second) + sizing.nextSigned();
                mapped[out++] = value;
                if (k == 0) {
                    first = value;
                } else {
                    second = value;
                }
            }
            offsets[i + 1] = out;
        }
    }

    static Decomposition canonical() {
        return Canonical.TABLE;
    }

    /** Holds only what differs from the canonical table. */
    static Decomposition compatibility() {
        return Compatibility.TABLE;
    }

    /** The place of a code point in the table, negative when the table leaves it alone. */
    int find(int codePoint) {
        int low = 0;
        int high = codePoints.length - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int found = codePoints[middle];
            if (found == codePoint) {
                return middle;
            } else if (found < codePoint) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** The number of entries. */
    int size() {
        return codePoints.length;
    }

    /** The code point of an entry. */
    int codePoint(int place) {
        return codePoints[place];
    }

    /** The length of an entry's decomposition. */
    int length(int place) {
        return offsets[place + 1] - offsets[place];
    }

    /** One code point of an entry's decomposition. */
    int mapped(int place, int index) {
        return mapped[offsets[place] + index];
    }

    static boolean isHangulSyllable(int codePoint) {
        return codePoint >= HANGUL_BASE && codePoint < HANGUL_BASE + HANGUL_COUNT;
    }

    private static final class Canonical {
        static final Decomposition TABLE = new Decomposition(UnicodeData.canonicalDecompositions());
    }

    private static final class Compatibility {
        static final Decomposition TABLE = new Decomposition(UnicodeData.compatibilityDecompositions());
    }
}
