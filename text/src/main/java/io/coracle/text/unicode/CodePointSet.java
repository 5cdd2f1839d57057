package io.coracle.text.unicode;

/** An immutable set of code points: one bit each for the planes that hold scripts, sorted ranges for the rest. */
public final class CodePointSet {

    private static final int BITMAP_END = 0x20000;

    private final int[] bits = new int[BITMAP_END >>> 5];
    private final int[] highStarts;
    private final int[] highEnds;

    /** From alternating lengths: of a gap, of a range, of a gap, … */
    CodePointSet(String packedRanges) {
        PackedTable table = new PackedTable(packedRanges);
        int ranges = table.count() / 2;
        int[] starts = new int[ranges];
        int[] ends = new int[ranges];
        int high = 0;
        int at = 0;
        while (table.hasNext()) {
            int start = at + table.next();
            at = start + table.next();
            setBits(start, Math.min(at, BITMAP_END));
            if (at > BITMAP_END) {
                starts[high] = start;
                ends[high++] = at;
            }
        }
        highStarts = new int[high];
        highEnds = new int[high];
        System.arraycopy(starts, 0, highStarts, 0, high);
        System.arraycopy(ends, 0, highEnds, 0, high);
    }

    /** True when the code point is in the set; any int may be asked for. */
    public boolean contains(int codePoint) {
        if (codePoint >= 0 && codePoint < BITMAP_END) {
            return (bits[codePoint >>> 5] >>> (codePoint & 31) & 1) != 0;
        }
        for (int i = 0; i < highStarts.length; i++) {
            if (codePoint >= highStarts[i] && codePoint < highEnds[i]) {
                return true;
            }
        }
        return false;
    }

    private void setBits(int from, int to) {
        for (int codePoint = from; codePoint < to; codePoint++) {
            bits[codePoint >>> 5] |= 1 << (codePoint & 31);
        }
    }
}
