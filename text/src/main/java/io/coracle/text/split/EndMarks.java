package io.coracle.text.split;

import io.coracle.text.unicode.CodePoints;
import io.coracle.text.unicode.LowerCase;

/** Which characters may end a sentence, and which belong to it when they follow the end. */
final class EndMarks {

    /** Full stops and question marks of scripts that use them for nothing else: ideographic, Devanagari, Armenian, … */
    private static final String FINAL = "\u3002\uFF01\uFF1F\uFF61\u0964\u0965\u0589\u061F\u06D4\u1362\u1367\u1368\u104A\u104B\u17D4\u203C\u2047\u2048\u2049";

    private static final String AMBIGUOUS = ".!?\u2026";

    private static final String CLOSERS = "\"')]}\u00BB\u2019\u201D\u203A\u300D\u300F\u3011\u3009\u300B\uFF09\uFF3D\uFF5D*_`";

    private EndMarks() {
    }

    static boolean isFinal(char c) {
        return c > 0x7F && FINAL.indexOf(c) >= 0;
    }

    static boolean isAmbiguous(char c) {
        return AMBIGUOUS.indexOf(c) >= 0;
    }

    /** Quotation marks, brackets and the marks of Markdown's emphasis. */
    static boolean isCloser(char c) {
        return CLOSERS.indexOf(c) >= 0 || isFinal(c);
    }

    /** Small letters of the alphabets that have large ones. */
    static boolean isLowerCase(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint >= 'a' && codePoint <= 'z';
        }
        boolean alphabet = codePoint >= 0xDF && codePoint <= 0x24F || codePoint >= 0x3AC && codePoint <= 0x3CE
                || codePoint >= 0x430 && codePoint <= 0x481 || codePoint >= 0x561 && codePoint <= 0x586
                || codePoint >= 0x1E00 && codePoint <= 0x1FFF;
        return alphabet && LowerCase.of(codePoint) == codePoint && CodePoints.isWord(codePoint);
    }

    /** Capital letters. */
    static boolean isUpperCase(int codePoint) {
        return LowerCase.of(codePoint) != codePoint;
    }
}
