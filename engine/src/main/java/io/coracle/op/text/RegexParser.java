package io.coracle.op.text;

import io.coracle.op.text.Regex.Assertion;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads regular expressions as RE2 writes them (which is what ONNX asks for): alternatives, groups, classes, repetition, assertions.
 * Groups capture nothing, because only whether a text matches is asked. Flags and Unicode categories are refused.
 */
final class RegexParser {
    private static final int MOST_REPETITIONS = 1000;
    private static final int MOST_NESTED = 200;
    private static final String PUNCTUATION = "\\.+*?()|[]{}^$-/\"'#&,:;<=>@_`~!% ";

    private final String pattern;
    private int at;
    private int depth;

    private RegexParser(String pattern) {
        this.pattern = pattern;
    }

    /** Throws {@link IllegalArgumentException} with the place of what is wrong or not supported. */
    static Regex.Node parse(String pattern) {
        RegexParser parser = new RegexParser(pattern);
        Regex.Node node = parser.choice();
        if (parser.at < pattern.length()) {
            throw parser.error("a closing parenthesis without an opening one");
        }
        return node;
    }

    private IllegalArgumentException error(String problem) {
        return new IllegalArgumentException(problem + " at character " + at + " of \"" + pattern + "\"");
    }

    private boolean looksAt(char c) {
        return at < pattern.length() && pattern.charAt(at) == c;
    }

    private boolean take(char c) {
        if (looksAt(c)) {
            at++;
            return true;
        }
        return false;
    }

    private int next() {
        if (at >= pattern.length()) {
            throw error("it ends too early");
        }
        int codePoint = pattern.codePointAt(at);
        at += Character.charCount(codePoint);
        return codePoint;
    }

    private Regex.Node choice() {
        List<Regex.Node> options = new ArrayList<>();
        options.add(sequence());
        while (take('|')) {
            options.add(sequence());
        }
        return options.size() == 1 ? options.getFirst() : new Regex.Choice(options);
    }

    private Regex.Node sequence() {
        List<Regex.Node> parts = new ArrayList<>();
        while (at < pattern.length() && !looksAt('|') && !looksAt(')')) {
            parts.add(repeated(atom()));
        }
        return parts.size() == 1 ? parts.getFirst() : new Regex.Sequence(parts);
    }

    private Regex.Node repeated(Regex.Node atom) {
        Regex.Node node = atom;
        while (at < pattern.length()) {
            if (take('*')) {
                node = new Regex.Repeat(node, 0, Regex.UNLIMITED);
            } else if (take('+')) {
                node = new Regex.Repeat(node, 1, Regex.UNLIMITED);
            } else if (take('?')) {
                node = new Regex.Repeat(node, 0, 1);
            } else if (looksAt('{') && isCount()) {
                node = counted(node);
            } else {
                return node;
            }
            take('?'); // whether it prefers to be short makes no difference to whether it matches
        }
        return node;
    }

    /** Whether a brace begins {@code {3}}, {@code {3,}} or {@code {3,5}}; any other stands for itself. */
    private boolean isCount() {
        int i = at + 1;
        int digits = i;
        while (i < pattern.length() && isDigit(pattern.charAt(i))) {
            i++;
        }
        if (i == digits) {
            return false;
        }
        if (i < pattern.length() && pattern.charAt(i) == ',') {
            i++;
            while (i < pattern.length() && isDigit(pattern.charAt(i))) {
                i++;
            }
        }
        return i < pattern.length() && pattern.charAt(i) == '}';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private Regex.Node counted(Regex.Node node) {
        at++;
        int least = number();
        int most = least;
        if (take(',')) {
            most = looksAt('}') ? Regex.UNLIMITED : number();
        }
        at++;
        if (most != Regex.UNLIMITED && most < least) {
            throw error("a count from " + least + " to " + most);
        }
        return new Regex.Repeat(node, least, most);
    }

    private int number() {
        int value = 0;
        while (isDigit(pattern.charAt(at))) {
            value = value * 10 + pattern.charAt(at++) - '0';
            if (value > MOST_REPETITIONS) {
                throw error("more than " + MOST_REPETITIONS + " repetitions");
            }
        }
        return value;
    }

    private Regex.Node atom() {
        int first = next();
        return switch (first) {
            case '(' -> group();
            case '[' -> set();
            case '.' -> Regex.CharacterSet.of('\n', '\n').negated();
            case '^' -> new Regex.Assert(Assertion.START);
            case '$' -> new Regex.Assert(Assertion.END);
            case '\\' -> escape();
            case '*', '+', '?' -> throw error("nothing to repeat");
            default -> Regex.CharacterSet.of(first, first);
        };
    }

    private Regex.Node group() {
        if (looksAt('?')) {
            at++;
            if (!take(':')) {
                takeName();
            }
        }
        if (++depth > MOST_NESTED) {
            throw error("more than " + MOST_NESTED + " nested groups");
        }
        Regex.Node inside = choice();
        depth--;
        if (!take(')')) {
            throw error("a group without an end");
        }
        return inside;
    }

    private void takeName() {
        take('P');
        if (!take('<')) {
            throw error("a group with flags, which are not supported");
        }
        while (next() != '>') {
            // Nothing refers to names.
        }
    }

    private Regex.Node escape() {
        int escaped = next();
        return switch (escaped) {
            case 'b' -> new Regex.Assert(Assertion.WORD_EDGE);
            case 'B' -> new Regex.Assert(Assertion.NO_WORD_EDGE);
            case 'A' -> new Regex.Assert(Assertion.START);
            case 'z' -> new Regex.Assert(Assertion.END);
            default -> escapedSet(escaped);
        };
    }

    private Regex.CharacterSet escapedSet(int escaped) {
        return switch (escaped) {
            case 'd' -> Regex.CharacterSet.DIGITS;
            case 'D' -> Regex.CharacterSet.DIGITS.negated();
            case 'w' -> Regex.CharacterSet.WORD;
            case 'W' -> Regex.CharacterSet.WORD.negated();
            case 's' -> Regex.CharacterSet.SPACE;
            case 'S' -> Regex.CharacterSet.SPACE.negated();
            default -> {
                int literal = literal(escaped);
                yield Regex.CharacterSet.of(literal, literal);
            }
        };
    }

    private int literal(int escaped) {
        return switch (escaped) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'f' -> '\f';
            case 'v' -> 0x0B;
            case 'a' -> 0x07;
            case 'x' -> hexadecimal();
            default -> {
                if (PUNCTUATION.indexOf(escaped) < 0) {
                    throw error("an escape that is not supported");
                }
                yield escaped;
            }
        };
    }

    private int hexadecimal() {
        boolean braces = take('{');
        int value = 0;
        int digits = 0;
        while (braces ? !looksAt('}') : digits < 2) {
            int digit = Character.digit(next(), 16);
            value = value * 16 + digit;
            if (digit < 0 || value > Character.MAX_CODE_POINT) {
                throw error("no hexadecimal number of a character");
            }
            digits++;
        }
        if (braces) {
            at++;
        }
        return value;
    }

    private Regex.CharacterSet set() {
        boolean negated = take('^');
        Regex.CharacterSet all = Regex.CharacterSet.NONE;
        boolean first = true;
        while (first || !looksAt(']')) {
            first = false;
            int from = next();
            if (from == '[' && looksAt(':')) {
                throw error("a named class, which is not supported");
            }
            if (from == '\\') {
                int escaped = next();
                Regex.CharacterSet escapedSet = escapedSet(escaped);
                if (!escapedSet.isSingle()) {
                    all = all.or(escapedSet);
                    continue;
                }
                from = escapedSet.first();
            }
            int to = from;
            if (looksAt('-') && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']') {
                at++;
                to = next();
                to = to == '\\' ? literal(next()) : to;
                if (to < from) {
                    throw error("a range of characters that ends before it begins");
                }
            }
            all = all.or(Regex.CharacterSet.of(from, to));
        }
        at++;
        return negated ? all.negated() : all;
    }
}
