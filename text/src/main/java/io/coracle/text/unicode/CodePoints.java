package io.coracle.text.unicode;

/**
 * The properties of code points, each as the Hugging Face tokenizers library has it. ASCII is answered without loading
 * a table; each table is loaded when first needed (16 KB in memory, well below a millisecond).
 */
public final class CodePoints {

    private CodePoints() {
    }

    /** White_Space, such as space, tab, line ends, no-break space, ideographic space. */
    public static boolean isWhitespace(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint == ' ' || codePoint >= '\t' && codePoint <= '\r';
        }
        return codePoint == 0x85 || codePoint == 0xA0 || codePoint == 0x1680
                || codePoint >= 0x2000 && codePoint <= 0x200A
                || codePoint == 0x2028 || codePoint == 0x2029 || codePoint == 0x202F || codePoint == 0x205F
                || codePoint == 0x3000;
    }

    /** Control, format and private-use characters: "other" in the library's category crate. */
    public static boolean isOther(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint < ' ' || codePoint == 0x7F;
        }
        return Other.SET.contains(codePoint);
    }

    /** Punctuation in the wide sense of BERT: the P categories and all ASCII symbols. */
    public static boolean isPunctuation(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint > ' ' && codePoint < '0' || codePoint > '9' && codePoint < 'A'
                    || codePoint > 'Z' && codePoint < 'a' || codePoint > 'z' && codePoint < 0x7F;
        }
        return Punctuation.SET.contains(codePoint);
    }

    /** Nonspacing marks (Mn), the accents that a decomposition sets free. */
    public static boolean isNonspacingMark(int codePoint) {
        return codePoint >= 0x300 && NonspacingMark.SET.contains(codePoint);
    }

    /** Marks of any kind (M). */
    public static boolean isMark(int codePoint) {
        return codePoint >= 0x300 && Mark.SET.contains(codePoint);
    }

    /** What {@code \w} matches: letters, marks, decimal digits, connectors, joiners. */
    public static boolean isWord(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint >= '0' && codePoint <= '9' || codePoint >= 'A' && codePoint <= 'Z'
                    || codePoint >= 'a' && codePoint <= 'z' || codePoint == '_';
        }
        return Word.SET.contains(codePoint);
    }

    /** Numbers of any kind (N): digits, fractions, Roman numerals. */
    public static boolean isNumeric(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint >= '0' && codePoint <= '9';
        }
        return Numeric.SET.contains(codePoint);
    }

    private static final class Other {
        static final CodePointSet SET = new CodePointSet(UnicodeData.other());
    }

    private static final class Punctuation {
        static final CodePointSet SET = new CodePointSet(UnicodeData.punctuation());
    }

    private static final class NonspacingMark {
        static final CodePointSet SET = new CodePointSet(UnicodeData.nonspacingMark());
    }

    private static final class Mark {
        static final CodePointSet SET = new CodePointSet(UnicodeData.mark());
    }

    private static final class Word {
        static final CodePointSet SET = new CodePointSet(UnicodeData.word());
    }

    private static final class Numeric {
        static final CodePointSet SET = new CodePointSet(UnicodeData.numeric());
    }
}
