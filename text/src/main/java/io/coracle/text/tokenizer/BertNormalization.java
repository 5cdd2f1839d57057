package io.coracle.text.tokenizer;

import io.coracle.text.unicode.CodePoints;
import io.coracle.text.unicode.NormalizationForm;

/** The work of {@link Normalizer.Bert}. Texts that are all ASCII, the most common, need one pass and no table. */
final class BertNormalization {

    private static final Normalizer NFD = new Normalizer.Unicode(NormalizationForm.NFD);
    private static final Normalizer LOWERCASE = new Normalizer.Lowercase();

    private BertNormalization() {
    }

    static void apply(Normalizer.Bert options, AlignedText text) {
        if (isAscii(text)) {
            applyToAscii(options, text);
            return;
        }
        if (options.cleanText()) {
            clean(text);
        }
        if (options.handleChineseCharacters()) {
            isolateChineseCharacters(text);
        }
        if (options.stripAccents()) {
            NFD.normalize(text);
            removeNonspacingMarks(text);
        }
        if (options.lowercase()) {
            LOWERCASE.normalize(text);
        }
    }

    private static boolean isAscii(AlignedText text) {
        int[] codePoints = text.codePoints();
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            all |= codePoints[i];
        }
        return all < 0x80;
    }

    private static void applyToAscii(Normalizer.Bert options, AlignedText text) {
        if (options.cleanText()) {
            clean(text);
        }
        if (options.lowercase()) {
            int[] codePoints = text.codePoints();
            for (int i = 0; i < text.length(); i++) {
                int codePoint = codePoints[i];
                if (codePoint >= 'A' && codePoint <= 'Z') {
                    codePoints[i] = codePoint + 32;
                }
            }
        }
    }

    /** Removes control characters and U+FFFD, and turns every white space into a space. */
    private static void clean(AlignedText text) {
        int kept = 0;
        for (int i = 0; i < text.length(); i++) {
            int codePoint = text.codePoint(i);
            if (codePoint > ' ' && codePoint < 0x7F) { // the common case first
                if (kept != i) {
                    text.move(i, kept);
                }
                kept++;
            } else if (codePoint == '\t' || codePoint == '\n' || codePoint == '\r') {
                text.move(i, kept);
                text.set(kept++, ' ');
            } else if (codePoint != 0xFFFD && !CodePoints.isOther(codePoint)) {
                text.move(i, kept);
                text.set(kept++, CodePoints.isWhitespace(codePoint) ? ' ' : codePoint);
            }
        }
        text.truncate(kept);
    }

    private static void isolateChineseCharacters(AlignedText text) {
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            if (isChinese(text.codePoint(i))) {
                count++;
            }
        }
        if (count == 0) {
            return;
        }
        AlignedText.Rewriting rewriting = text.rewrite(text.length() + 2 * count);
        for (int i = 0; i < text.length(); i++) {
            boolean isolate = isChinese(text.codePoint(i));
            if (isolate) {
                rewriting.add(' ', i);
            }
            rewriting.add(text.codePoint(i), i);
            if (isolate) {
                rewriting.add(' ', i);
            }
        }
        rewriting.finish();
    }

    /** Ideographs by block as BERT counts them: U+2B820–2B91F and everything after U+2FA1F are not among them. */
    private static boolean isChinese(int codePoint) {
        return codePoint >= 0x3400 && (codePoint <= 0x4DBF
                || codePoint >= 0x4E00 && codePoint <= 0x9FFF
                || codePoint >= 0xF900 && codePoint <= 0xFAFF
                || codePoint >= 0x20000 && codePoint <= 0x2A6DF
                || codePoint >= 0x2A700 && codePoint <= 0x2B73F
                || codePoint >= 0x2B740 && codePoint <= 0x2B81F
                || codePoint >= 0x2B920 && codePoint <= 0x2CEAF
                || codePoint >= 0x2F800 && codePoint <= 0x2FA1F);
    }

    private static void removeNonspacingMarks(AlignedText text) {
        int kept = 0;
        for (int i = 0; i < text.length(); i++) {
            if (!CodePoints.isNonspacingMark(text.codePoint(i))) {
                text.move(i, kept++);
            }
        }
        text.truncate(kept);
    }
}
