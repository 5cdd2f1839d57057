package io.coracle.json;

/** The {@code number} production of RFC 8259: {@code -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?}. */
final class NumberGrammar {

    private NumberGrammar() {
    }

    /** The index after the longest number that starts at {@code start}, or -1 when none does. */
    static int end(CharSequence text, int start) {
        int at = start;
        if (peek(text, at) == '-') {
            at++;
        }
        if (peek(text, at) == '0') {
            at++;
        } else {
            int digits = digits(text, at);
            if (digits == at) {
                return -1;
            }
            at = digits;
        }
        if (peek(text, at) == '.') {
            int digits = digits(text, at + 1);
            if (digits == at + 1) {
                return -1;
            }
            at = digits;
        }
        if (peek(text, at) == 'e' || peek(text, at) == 'E') {
            int sign = peek(text, at + 1) == '+' || peek(text, at + 1) == '-' ? 1 : 0;
            int digits = digits(text, at + 1 + sign);
            if (digits == at + 1 + sign) {
                return -1;
            }
            at = digits;
        }
        return at;
    }

    private static int digits(CharSequence text, int at) {
        while (peek(text, at) >= '0' && peek(text, at) <= '9') {
            at++;
        }
        return at;
    }

    private static int peek(CharSequence text, int at) {
        return at < text.length() ? text.charAt(at) : -1;
    }
}
