package io.coracle.json;

/**
 * Strict UTF-8 to UTF-16, by hand because the portable platforms' own decoders differ in what they accept.
 * Overlong forms, surrogates, values above U+10FFFF and cut-off sequences are refused.
 */
final class Utf8 {

    private Utf8() {
    }

    /** UTF-16 units in an array that may be longer than the text. */
    record Decoded(char[] units, int length) {
    }

    /** @throws JsonException with the place of the first malformed byte */
    static Decoded decode(byte[] bytes) {
        char[] units = new char[bytes.length]; // a sequence of n bytes gives at most n units
        int length = 0;
        int at = 0;
        while (at < bytes.length) {
            int lead = bytes[at];
            if (lead >= 0) {
                units[length++] = (char) lead;
                at++;
                continue;
            }
            int size = sequenceLength(lead & 0xFF);
            int codePoint = size == 0 ? -1 : decodeSequence(bytes, at, size);
            if (codePoint < 0) {
                throw malformed(bytes, at);
            }
            if (codePoint < 0x10000) {
                units[length++] = (char) codePoint;
            } else {
                units[length++] = (char) (0xD7C0 + (codePoint >> 10));
                units[length++] = (char) (0xDC00 | codePoint & 0x3FF);
            }
            at += size;
        }
        return new Decoded(units, length);
    }

    /** The length that a lead byte announces, 0 when no sequence begins with it. */
    private static int sequenceLength(int lead) {
        if (lead < 0xC2) {
            return 0; // a continuation byte, or the lead of an overlong pair
        }
        if (lead < 0xE0) {
            return 2;
        }
        if (lead < 0xF0) {
            return 3;
        }
        return lead < 0xF5 ? 4 : 0;
    }

    private static int decodeSequence(byte[] bytes, int at, int size) {
        if (size > bytes.length - at) {
            return -1;
        }
        int codePoint = bytes[at] & (0x7F >> size);
        for (int i = 1; i < size; i++) {
            int next = bytes[at + i] & 0xFF;
            if ((next & 0xC0) != 0x80) {
                return -1;
            }
            codePoint = codePoint << 6 | next & 0x3F;
        }
        int smallest = size == 2 ? 0x80 : size == 3 ? 0x800 : 0x10000;
        boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
        return codePoint < smallest || codePoint > 0x10FFFF || surrogate ? -1 : codePoint;
    }

    private static JsonException malformed(byte[] bytes, int at) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < at; i++) {
            column++;
            if (bytes[i] == '\n') {
                line++;
                column = 1;
            }
        }
        String hex = Integer.toHexString(bytes[at] & 0xFF).toUpperCase();
        return new JsonException("malformed UTF-8 at byte " + at + " (0x" + hex + "); save the file as UTF-8", line, column);
    }
}
