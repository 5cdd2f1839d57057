package io.coracle.text.unicode;

/**
 * Lower case of single code points, without context: a capital sigma always becomes {@code σ}, as in the library that
 * is followed. The one code point with a longer lower case, {@code İ}, is for the caller to test.
 */
public final class LowerCase {

    /** Capital I with dot above; its lower case is {@code i} and {@link #COMBINING_DOT_ABOVE}. */
    public static final int CAPITAL_I_WITH_DOT = 0x130;

    /** What follows the {@code i} in the lower case of {@link #CAPITAL_I_WITH_DOT}. */
    public static final int COMBINING_DOT_ABOVE = 0x307;

    private LowerCase() {
    }

    /** The lower case, or the code point itself when it has none. For {@link #CAPITAL_I_WITH_DOT} only its {@code i}. */
    public static int of(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint >= 'A' && codePoint <= 'Z' ? codePoint + 32 : codePoint;
        }
        return Table.of(codePoint);
    }

    /** Runs of code points with a common distance to their lower case, every one or every second of them. */
    private static final class Table {

        static final int[] FIRST;
        static final int[] LAST;
        static final int[] STEP;
        static final int[] DISTANCE;

        static {
            PackedTable table = new PackedTable(UnicodeData.lowerCase());
            int runs = table.count() / 4;
            FIRST = new int[runs];
            LAST = new int[runs];
            STEP = new int[runs];
            DISTANCE = new int[runs];
            int at = 0;
            for (int i = 0; i < runs; i++) {
                FIRST[i] = at + table.next();
                STEP[i] = table.next();
                LAST[i] = FIRST[i] + STEP[i] * table.next();
                DISTANCE[i] = table.nextSigned();
                at = LAST[i];
            }
        }

        static int of(int codePoint) {
            int low = 0;
            int high = FIRST.length - 1;
            while (low <= high) {
                int middle = low + high >>> 1;
                if (codePoint > LAST[middle]) {
                    low = middle + 1;
                } else if (codePoint < FIRST[middle]) {
                    high = middle - 1;
                } else {
                    boolean inStep = STEP[middle] == 1 || (codePoint - FIRST[middle] & 1) == 0;
                    return inStep ? codePoint + DISTANCE[middle] : codePoint;
                }
            }
            return codePoint;
        }
    }
}
