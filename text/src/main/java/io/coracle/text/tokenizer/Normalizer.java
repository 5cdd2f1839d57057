package io.coracle.text.tokenizer;

import io.coracle.text.unicode.CodePoints;
import io.coracle.text.unicode.LowerCase;
import io.coracle.text.unicode.NormalizationForm;
import java.util.List;

/** Rewrites a text before it is cut: lower case, accents, white space. Offsets into the original survive. */
sealed interface Normalizer {

    /** Rewrites the text in place. */
    void normalize(AlignedText text);

    /** One after the other. */
    record Sequence(List<Normalizer> steps) implements Normalizer {

        @Override
        public void normalize(AlignedText text) {
            for (Normalizer step : steps) {
                step.normalize(text);
            }
        }
    }

    /** What BERT does: cleans, isolates Chinese characters, strips accents, lowers; see {@link BertNormalization}. */
    record Bert(boolean cleanText, boolean handleChineseCharacters, boolean stripAccents, boolean lowercase) implements Normalizer {

        @Override
        public void normalize(AlignedText text) {
            BertNormalization.apply(this, text);
        }
    }

    /** Lower case of each code point, without context. */
    record Lowercase() implements Normalizer {

        @Override
        public void normalize(AlignedText text) {
            boolean grows = false;
            for (int i = 0; i < text.length(); i++) {
                grows |= text.codePoint(i) == LowerCase.CAPITAL_I_WITH_DOT;
            }
            if (grows) {
                splitCapitalIWithDot(text);
            }
            for (int i = 0; i < text.length(); i++) {
                text.set(i, LowerCase.of(text.codePoint(i)));
            }
        }

        private static void splitCapitalIWithDot(AlignedText text) {
            AlignedText.Rewriting rewriting = text.rewrite(text.length() + 8);
            for (int i = 0; i < text.length(); i++) {
                rewriting.add(text.codePoint(i), i);
                if (text.codePoint(i) == LowerCase.CAPITAL_I_WITH_DOT) {
                    rewriting.add(LowerCase.COMBINING_DOT_ABOVE, i);
                }
            }
            rewriting.finish();
        }
    }

    /** One of the four Unicode normalisation forms. */
    record Unicode(NormalizationForm form) implements Normalizer {

        @Override
        public void normalize(AlignedText text) {
            text.apply(form.apply(text.codePoints(), text.length()));
        }
    }

    /** Removes combining marks; only useful after a decomposition. */
    record StripAccents() implements Normalizer {

        @Override
        public void normalize(AlignedText text) {
            int kept = 0;
            for (int i = 0; i < text.length(); i++) {
                if (!CodePoints.isMark(text.codePoint(i))) {
                    text.move(i, kept++);
                }
            }
            text.truncate(kept);
        }
    }

    /** Removes white space at the ends. */
    record Strip(boolean left, boolean right) implements Normalizer {

        @Override
        public void normalize(AlignedText text) {
            int from = 0;
            int to = text.length();
            while (left && from < to && CodePoints.isWhitespace(text.codePoint(from))) {
                from++;
            }
            while (right && from < to && CodePoints.isWhitespace(text.codePoint(to - 1))) {
                to--;
            }
            text.keep(from, to);
        }
    }

    /** Replaces every occurrence of a literal. The replacement gets the range of the literal's last code point. */
    record Replace(Literal pattern, Literal content) implements Normalizer {

        @Override
        public void normalize(AlignedText text) {
            int match = pattern.find(text, 0, text.length());
            if (match < 0) {
                return;
            }
            AlignedText.Rewriting rewriting = text.rewrite(text.length());
            int copied = 0;
            for (; match >= 0; match = pattern.find(text, copied, text.length())) {
                rewriting.keep(copied, match);
                copied = match + pattern.length();
                for (int i = 0; i < content.length(); i++) {
                    rewriting.add(content.codePoint(i), copied - 1);
                }
            }
            rewriting.keep(copied, text.length());
            rewriting.finish();
        }
    }

    /** Puts a literal before a text that is not empty, with the range of the text's first code point. */
    record Prepend(Literal content) implements Normalizer {

        @Override
        public void normalize(AlignedText text) {
            if (text.length() == 0) {
                return;
            }
            AlignedText.Rewriting rewriting = text.rewrite(text.length() + content.length());
            for (int i = 0; i < content.length(); i++) {
                rewriting.add(content.codePoint(i), 0);
            }
            rewriting.keep(0, text.length());
            rewriting.finish();
        }
    }
}
