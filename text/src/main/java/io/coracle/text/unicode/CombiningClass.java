package io.coracle.text.unicode;

/**
 * The canonical order of combining marks. The numbers are ranks of the combining classes, not the classes themselves:
 * only 0 (does not reorder) and the comparison of two are meaningful.
 */
final class CombiningClass {

    /** More than there are ranks. */
    static final int RANKS = 64;

    private static final int[] FIRST;
    private static final int[] LAST;
    private static final int[] RANK;

    static {
        PackedTable table = new PackedTable(UnicodeData.combiningClasses());
        int runs = table.count() / 3;
        FIRST = new int[runs];
        LAST = new int[runs];
        RANK = new int[runs];
        int at = 0;
        for (int i = 0; i < runs; i++) {
            FIRST[i] = at + table.next();
            LAST[i] = FIRST[i] + table.next();
            RANK[i] = table.next();
            at = LAST[i];
        }
    }

    private CombiningClass() {
    }

    static int of(int codePoint) {
        if (codePoint < 0x300 || codePoint >= 0x3100 && codePoint < 0xA66F) {
            return 0;
        }
        int low = 0;
        int high = FIRST.length - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            if (codePoint > LAST[middle]) {
                low = middle + 1;
            } else if (codePoint < FIRST[middle]) {
                high = middle - 1;
            } else {
                return RANK[middle];
            }
        }
        return 0;
    }
}
