package io.coracle.search.files;

/**
 * A shell pattern for one name, no slashes: {@code *}, {@code ?}, classes such as {@code [a-z]}, {@code [!x]} and
 * {@code [[:digit:]]}, and backslash before a character that stands for itself. Works in place, without regular expressions, in
 * time of name length times pattern length, so a hostile pattern costs nothing.
 */
final class Glob {

    /** The part {@code **} of a path pattern; compared by identity, never matched. */
    static final Glob ANY_FOLDERS = new Glob("**");

    private final String pattern;

    Glob(String pattern) {
        this.pattern = pattern;
    }

    boolean matches(String name) {
        int p = 0;
        int n = 0;
        int starPattern = -1;
        int starName = 0;
        while (n < name.length()) {
            int next = p < pattern.length() && pattern.charAt(p) != '*' ? step(p, name.charAt(n)) : NO;
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                starPattern = ++p;
                starName = n;
            } else if (next != NO) {
                p = next;
                n++;
            } else if (starPattern >= 0) {
                // Let the last star take one more character and try again from there.
                p = starPattern;
                n = ++starName;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    private static final int NO = -1;

    /** The pattern position behind the one element at {@code p} when it matches {@code c}, else {@link #NO}. */
    private int step(int p, char c) {
        return switch (pattern.charAt(p)) {
            case '?' -> p + 1;
            case '[' -> stepClass(p, c);
            // A backslash at the very end matches nothing.
            case '\\' -> p + 1 < pattern.length() && pattern.charAt(p + 1) == c ? p + 2 : NO;
            default -> pattern.charAt(p) == c ? p + 1 : NO;
        };
    }

    /** As {@link #step} for the class that opens at {@code p}; a class that is never closed matches nothing. */
    private int stepClass(int p, char c) {
        int i = p + 1;
        boolean inverted = i < pattern.length() && (pattern.charAt(i) == '!' || pattern.charAt(i) == '^');
        if (inverted) {
            i++;
        }
        boolean found = false;
        boolean first = true;
        while (i < pattern.length() && (first || pattern.charAt(i) != ']')) {
            first = false;
            if (pattern.startsWith("[:", i)) {
                int end = pattern.indexOf(":]", i + 2);
                if (end >= 0) {
                    found |= inNamedClass(pattern.substring(i + 2, end), c);
                    i = end + 2;
                    continue;
                }
            }
            if (pattern.charAt(i) == '\\' && i + 1 < pattern.length()) {
                i++;
            }
            char low = pattern.charAt(i++);
            char high = low;
            if (i + 1 < pattern.length() && pattern.charAt(i) == '-' && pattern.charAt(i + 1) != ']') {
                i++;
                if (pattern.charAt(i) == '\\' && i + 1 < pattern.length()) {
                    i++;
                }
                high = pattern.charAt(i++);
            }
            found |= low <= c && c <= high;
        }
        if (i >= pattern.length()) {
            return NO;
        }
        return found != inverted ? i + 1 : NO;
    }

    private static boolean inNamedClass(String name, char c) {
        if (c > 0x7f) {
            return false;
        }
        boolean lower = c >= 'a' && c <= 'z';
        boolean upper = c >= 'A' && c <= 'Z';
        boolean digit = c >= '0' && c <= '9';
        boolean graphic = c > ' ' && c < 0x7f;
        return switch (name) {
            case "alpha" -> lower || upper;
            case "lower" -> lower;
            case "upper" -> upper;
            case "digit" -> digit;
            case "alnum" -> lower || upper || digit;
            case "xdigit" -> digit || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
            case "punct" -> graphic && !lower && !upper && !digit;
            case "space" -> c == ' ' || c >= '\t' && c <= '\r';
            case "blank" -> c == ' ' || c == '\t';
            case "cntrl" -> c < ' ' || c == 0x7f;
            case "graph" -> graphic;
            case "print" -> graphic || c == ' ';
            default -> false;
        };
    }
}
