package io.coracle.text.unicode;

/**
 * Reads numbers from a string of printable characters, the form in which tables are kept in class files.
 * A character carries five bits and a flag that more follow, least significant first; signed numbers are zigzag-coded.
 */
final class PackedTable {

    private final String packed;
    private int at;

    PackedTable(String packed) {
        this.packed = packed;
    }

    boolean hasNext() {
        return at < packed.length();
    }

    int next() {
        int value = 0;
        int shift = 0;
        int digit;
        do {
            digit = packed.charAt(at++) - '0';
            value |= (digit & 31) << shift;
            shift += 5;
        } while (digit >= 32);
        return value;
    }

    int nextSigned() {
        int zigzag = next();
        return zigzag >>> 1 ^ -(zigzag & 1);
    }

    /** The number of numbers left, for sizing arrays: those are the characters without the flag. */
    int count() {
        int count = 0;
        for (int i = at; i < packed.length(); i++) {
            if (packed.charAt(i) < '0' + 32) {
                count++;
            }
        }
        return count;
    }
}
