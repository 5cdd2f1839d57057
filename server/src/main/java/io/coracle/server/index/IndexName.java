package io.coracle.server.index;

/**
 * The name of an index, which is the name of its folder too: 1 to 64 lower-case letters, digits, {@code _} and {@code -}, the first of
 * them a letter or a digit. So it is one folder on every file system, and never a way out of the folder it lies in.
 *
 * @param value the name as it stands in addresses
 */
public record IndexName(String value) {
    private static final int MAX_LENGTH = 64;

    public IndexName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("the name of an index has 1 to " + MAX_LENGTH
                + " characters out of a-z, 0-9, _ and -, and begins with a letter or a digit");
        }
    }

    static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH || name.charAt(0) == '-' || name.charAt(0) == '_') {
            return false;
        }
        return name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-');
    }

    @Override
    public String toString() {
        return value;
    }
}
