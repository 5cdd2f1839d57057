package io.coracle.text.split;

import io.coracle.text.unicode.CodePoints;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the sentences of a text by rules: end marks of many scripts, with an eye on abbreviations, initials, numbers,
 * quotations and brackets; empty lines, headings and list items end a sentence too.
 */
public final class SentenceFinder {

    private final String text;
    private final List<Passage> sentences = new ArrayList<>();
    private int start;

    private SentenceFinder(String text) {
        this.text = text;
    }

    /**
     * The sentences of a text, in order, without the white space around them. Every character that is not white space is
     * in exactly one of them.
     */
    public static List<Passage> find(String text) {
        SentenceFinder finder = new SentenceFinder(text);
        finder.run();
        return List.copyOf(finder.sentences);
    }

    private void run() {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                at = LineEnds.endsSentence(text, start, at) ? cut(at + 1) : at + 1;
            } else if (EndMarks.isFinal(c)) {
                int after = afterClosers(at + 1);
                at = quotationGoesOn(at + 1, after) ? after : cut(after);
            } else if (EndMarks.isAmbiguous(c)) {
                int after = afterClosers(afterMarks(at));
                at = endsSentence(at, after) ? cut(after) : after;
            } else {
                at++;
            }
        }
        cut(text.length());
    }

    private int cut(int end) {
        Ranges.addTrimmed(text, start, end, sentences);
        start = end;
        return end;
    }

    /** A run of marks, such as {@code ?!} or {@code ...}, counts as one. */
    private int afterMarks(int at) {
        int after = at;
        while (after < text.length() && EndMarks.isAmbiguous(text.charAt(after))) {
            after++;
        }
        return after;
    }

    private int afterClosers(int at) {
        int after = at;
        while (after < text.length() && EndMarks.isCloser(text.charAt(after))) {
            after++;
        }
        return after;
    }

    /** In Japanese, a particle right after a closed quotation carries the sentence on: 「行こう！」と言った。 */
    private boolean quotationGoesOn(int from, int after) {
        return after > from && after < text.length() && text.charAt(after) >= 0x3041 && text.charAt(after) <= 0x309F;
    }

    /** Whether the marks at {@code mark}, with what closes after them up to {@code after}, end a sentence. */
    private boolean endsSentence(int mark, int after) {
        if (after >= text.length()) {
            return true;
        }
        if (!CodePoints.isWhitespace(text.charAt(after))) {
            return false; // 3.14, example.org, a.b()
        }
        int next = after;
        while (next < text.length() && CodePoints.isWhitespace(text.charAt(next))) {
            next++;
        }
        if (next == text.length()) {
            return true;
        }
        if (EndMarks.isLowerCase(text.codePointAt(next))) {
            return false; // "Really?" she asked.
        }
        boolean oneFullStop = text.charAt(mark) == '.' && !EndMarks.isAmbiguous(text.charAt(Math.min(mark + 1, text.length() - 1)));
        return !oneFullStop || !Abbreviations.explains(text, start, mark, next);
    }
}
