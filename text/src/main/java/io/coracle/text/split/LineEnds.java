package io.coracle.text.split;

import io.coracle.text.unicode.CodePoints;

/** Decides which line ends are ends of sentences: those that an author sets, not those that an editor wraps at. */
final class LineEnds {

    private LineEnds() {
    }

    /**
     * Whether the line end at {@code at} ends a sentence that began at {@code start}: before an empty line, a heading, a
     * list item, a quotation, a table row or a fence, and after a heading, a table row or a fence.
     */
    static boolean endsSentence(String text, int start, int at) {
        int next = skipBlanks(text, at + 1);
        if (next >= text.length() || text.charAt(next) == '\n' || beginsBlock(text, next)) {
            return true;
        }
        int lineStart = text.lastIndexOf('\n', at - 1) + 1;
        int first = skipBlanks(text, Math.max(start, lineStart));
        return first < at && (text.charAt(first) == '#' || text.charAt(first) == '|' || isFence(text, first));
    }

    private static int skipBlanks(String text, int at) {
        int next = at;
        while (next < text.length() && text.charAt(next) != '\n' && CodePoints.isWhitespace(text.charAt(next))) {
            next++;
        }
        return next;
    }

    private static boolean beginsBlock(String text, int at) {
        char c = text.charAt(at);
        if (c == '#' || c == '|' || c == '>' || isFence(text, at)) {
            return true;
        }
        if (c == '-' || c == '*' || c == '+' || c == '\u2022') {
            return isBlank(text, at + 1);
        }
        int digits = at;
        while (digits < text.length() && digits - at < 3 && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        boolean numbered = digits > at && digits < text.length() && (text.charAt(digits) == '.' || text.charAt(digits) == ')');
        return numbered && isBlank(text, digits + 1);
    }

    private static boolean isFence(String text, int at) {
        return text.startsWith("```", at) || text.startsWith("~~~", at);
    }

    private static boolean isBlank(String text, int at) {
        return at < text.length() && CodePoints.isWhitespace(text.charAt(at));
    }
}
