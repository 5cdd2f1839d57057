package io.coracle.text.tokenizer;

import io.coracle.text.unicode.CodePoints;
import java.util.List;

/** Cuts a normalised text into pieces, mostly words, each of which the model then treats on its own. */
sealed interface PreTokenizer {

    /** Cuts the pieces further. */
    void split(Pieces pieces);

    /** One after the other. */
    record Sequence(List<PreTokenizer> steps) implements PreTokenizer {

        @Override
        public void split(Pieces pieces) {
            for (PreTokenizer step : steps) {
                step.split(pieces);
            }
        }
    }

    /** At white space, which disappears, and around every punctuation mark. */
    record Bert() implements PreTokenizer {

        @Override
        public void split(Pieces pieces) {
            pieces.cutEach((text, from, to, sink) -> {
                int[] codePoints = text.codePoints();
                int start = from;
                for (int at = from; at < to; at++) {
                    int codePoint = codePoints[at];
                    if (codePoint >= 'a' && codePoint <= 'z') {
                        continue;
                    }
                    boolean space = CodePoints.isWhitespace(codePoint);
                    if (space || CodePoints.isPunctuation(codePoint)) {
                        sink.add(start, at);
                        start = at + 1;
                        if (!space) {
                            sink.add(at, start);
                        }
                    }
                }
                sink.add(start, to);
            });
        }
    }

    /** Into runs of word characters and runs of other characters that are not white space. */
    record Whitespace() implements PreTokenizer {

        @Override
        public void split(Pieces pieces) {
            pieces.cutEach((text, from, to, sink) -> {
                int start = from;
                int kind = 0; // of the run that began at start: 0 white space, 1 word, 2 other
                for (int at = from; at < to; at++) {
                    int codePoint = text.codePoint(at);
                    int next = CodePoints.isWord(codePoint) ? 1 : CodePoints.isWhitespace(codePoint) ? 0 : 2;
                    if (next != kind) {
                        if (kind != 0) {
                            sink.add(start, at);
                        }
                        start = at;
                        kind = next;
                    }
                }
                if (kind != 0) {
                    sink.add(start, to);
                }
            });
        }
    }

    /** At white space, which disappears. */
    record WhitespaceSplit() implements PreTokenizer {

        @Override
        public void split(Pieces pieces) {
            pieces.cutEach((text, at, to) -> CodePoints.isWhitespace(text.codePoint(at)) ? 1 : 0, SplitBehavior.REMOVED);
        }
    }

    /** At punctuation marks and ASCII symbols. */
    record Punctuation(SplitBehavior behavior) implements PreTokenizer {

        @Override
        public void split(Pieces pieces) {
            pieces.cutEach((text, at, to) -> CodePoints.isPunctuation(text.codePoint(at)) ? 1 : 0, behavior);
        }
    }

    /** Around numbers, or around each digit. */
    record Digits(boolean individually) implements PreTokenizer {

        @Override
        public void split(Pieces pieces) {
            pieces.cutEach((text, at, to) -> CodePoints.isNumeric(text.codePoint(at)) ? 1 : 0,
                    individually ? SplitBehavior.ISOLATED : SplitBehavior.CONTIGUOUS);
        }
    }

    /** At a literal. */
    record Split(Literal pattern, SplitBehavior behavior) implements PreTokenizer {

        @Override
        public void split(Pieces pieces) {
            pieces.cutEach((text, at, to) -> pattern.matches(text, at, to) ? pattern.length() : 0, behavior);
        }
    }
}
