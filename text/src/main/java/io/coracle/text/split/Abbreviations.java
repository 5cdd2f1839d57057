package io.coracle.text.split;

import io.coracle.text.unicode.CodePoints;
import java.util.Set;

/** Tells the full stop of an abbreviation from that of a sentence. */
final class Abbreviations {

    /** What stands before a name or an example; a sentence does not end with it. */
    private static final Set<String> LEADING = Set.of("mr", "mrs", "ms", "mx", "dr", "prof", "rev", "hon", "gen", "col", "maj", "capt", "cmdr",
            "lt", "sgt", "sen", "rep", "gov", "pres", "hr", "mme", "mlle", "sra", "srta", "messrs", "vs", "v", "cf", "viz", "ca", "e.g", "i.e",
            "z.b", "d.h", "u.a", "p.ex", "incl", "bzw", "vgl");

    /** What stands before a number. */
    private static final Set<String> BEFORE_NUMBER = Set.of("fig", "figs", "eq", "eqs", "sec", "ch", "vol", "no", "nos", "nr", "art", "pp", "pg",
            "p", "para", "ref", "tab", "abb", "approx", "est", "min", "max", "avg", "tel", "ext", "ver", "ed");

    /** What may stand anywhere; a sentence ends with it when the next begins like one. */
    private static final Set<String> ANYWHERE = Set.of("etc", "inc", "ltd", "co", "corp", "jr", "sr", "st", "mt", "bros", "llc", "plc", "dept",
            "univ", "assn", "ave", "blvd", "rd", "al", "eds", "a.m", "p.m", "u.s", "u.k", "u.n", "e.u", "u.s.a", "ph.d", "m.d", "b.a", "m.a",
            "d.c", "b.c", "a.d", "usw", "jan", "feb", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec");

    /** Words that begin sentences far more often than they follow an abbreviation. */
    private static final Set<String> STARTERS = Set.of("the", "a", "an", "in", "on", "at", "it", "its", "he", "she", "they", "we", "i", "you",
            "this", "that", "these", "those", "there", "here", "but", "and", "or", "so", "if", "when", "while", "as", "for", "from", "by", "after",
            "before", "however", "although", "because", "since", "what", "who", "why", "how", "where", "our", "your", "their", "his", "her", "my",
            "no", "not", "one", "some", "many", "most", "all", "each", "every", "to", "with", "of", "both", "then", "now", "please", "der", "die",
            "das", "ein", "eine", "es", "er", "sie", "wir", "ich", "le", "la", "les", "un", "une", "il", "elle", "el", "los", "las");

    private static final int LONGEST = 8;

    private Abbreviations() {
    }

    /**
     * Whether the full stop at {@code mark} is explained by the word before it rather than by the end of the sentence.
     *
     * @param start where the sentence began
     * @param next  where the next word begins
     */
    static boolean explains(String text, int start, int mark, int next) {
        int from = mark;
        while (from > start && mark - from <= LONGEST && isWordPart(text.charAt(from - 1))) {
            from--;
        }
        int length = mark - from;
        if (length == 0 || length > LONGEST) {
            return false;
        }
        if (isListNumber(text, start, from, mark)) {
            return true;
        }
        String word = lower(text, from, mark);
        if (LEADING.contains(word)) {
            return true;
        }
        boolean initial = length == 1 && EndMarks.isUpperCase(text.charAt(from)) && text.charAt(from) != 'I';
        if (BEFORE_NUMBER.contains(word) && !initial) {
            return text.charAt(next) >= '0' && text.charAt(next) <= '9';
        }
        return (initial || ANYWHERE.contains(word)) && !beginsLikeASentence(text, next);
    }

    private static boolean isWordPart(char c) {
        return c == '.' || c != '_' && CodePoints.isWord(c);
    }

    /** {@code 1. First} at the beginning, where the number belongs to what follows. */
    private static boolean isListNumber(String text, int start, int from, int mark) {
        for (int i = start; i < from; i++) {
            if (!CodePoints.isWhitespace(text.charAt(i))) {
                return false;
            }
        }
        for (int i = from; i < mark; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return mark - from == 1;
            }
        }
        return mark - from <= 3;
    }

    private static boolean beginsLikeASentence(String text, int next) {
        int end = next;
        while (end < text.length() && end - next <= LONGEST && isWordPart(text.charAt(end)) && text.charAt(end) != '.') {
            end++;
        }
        return STARTERS.contains(lower(text, next, end));
    }

    private static String lower(String text, int from, int to) {
        StringBuilder lower = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return lower.toString();
    }
}
