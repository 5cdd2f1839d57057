package io.coracle.json;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A JSON number, kept as it was written so that nothing is lost: a 64-bit id does not pass through a double.
 * Two numbers are equal when they are written alike; {@code 1.0} and {@code 1} are not.
 *
 * @param literal a number of the JSON grammar, such as {@code -12}, {@code 0.5} or {@code 1e-12}
 */
public record JsonNumber(String literal) implements JsonValue {
    /** So many digits always fit an {@code int}. */
    private static final int MOST_SURE_DIGITS = 9;

    /** @throws IllegalArgumentException when the literal is not a number of the JSON grammar */
    public JsonNumber {
        if (NumberGrammar.end(literal, 0) != literal.length()) {
            throw new IllegalArgumentException("not a JSON number: \"" + literal + "\"");
        }
    }

    /** An integer. */
    public static JsonNumber of(long value) {
        return new JsonNumber(Long.toString(value));
    }

    /**
     * A number in the shortest form that reads back as the same double.
     *
     * @throws IllegalArgumentException for NaN and the infinities, which JSON cannot express
     */
    public static JsonNumber of(double value) {
        return new JsonNumber(JsonWriter.finite(value));
    }

    /** The nearest double; magnitudes above its range become infinite. */
    public double asDouble() {
        return Double.parseDouble(literal);
    }

    /** The value as an {@code int}, empty when it has a fraction or exponent or does not fit. */
    public OptionalInt asInt() {
        if (literal.length() <= MOST_SURE_DIGITS) {
            return shortInt();
        }
        OptionalLong value = asLong();
        if (value.isEmpty() || (int) value.getAsLong() != value.getAsLong()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) value.getAsLong());
    }

    /** Without arithmetic in 64 bits, which is slow in a browser; a vocabulary has 30,000 of these. */
    private OptionalInt shortInt() {
        int value = 0;
        for (int i = literal.charAt(0) == '-' ? 1 : 0; i < literal.length(); i++) {
            int digit = literal.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalInt.empty();
            }
            value = value * 10 + digit;
        }
        return OptionalInt.of(literal.charAt(0) == '-' ? -value : value);
    }

    /** The value as a {@code long}, empty when it has a fraction or exponent or does not fit. */
    public OptionalLong asLong() {
        int start = literal.charAt(0) == '-' ? 1 : 0;
        if (literal.length() - start > 19) {
            return OptionalLong.empty();
        }
        long negated = 0; // counted downwards, because the smallest long has no positive counterpart
        for (int i = start; i < literal.length(); i++) {
            int digit = literal.charAt(i) - '0';
            if (digit < 0 || digit > 9 || negated < (Long.MIN_VALUE + digit) / 10) {
                return OptionalLong.empty();
            }
            negated = negated * 10 - digit;
        }
        if (start == 1) {
            return OptionalLong.of(negated);
        }
        return negated == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(-negated);
    }
}
