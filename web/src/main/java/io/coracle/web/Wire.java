package io.coracle.web;

/** Arguments and results as they pass through the memory of messages: texts in UTF-16, numbers little-endian. */
final class Wire {
    /** Kinds of results, as {@code engine.js} knows them. */
    private static final int TEXT = 0;
    private static final int BYTES = 1;
    private static final int INTS = 2;
    private static final int FLOATS = 3;
    private static final int DOUBLES = 4;
    private static final int FAILURE = 5;

    private Wire() {}

    /** A text of so many UTF-16 units. */
    static String text(int at, int length) {
        char[] units = new char[length];
        for (int i = 0; i < length; i++) {
            units[i] = (char) (Edge.Messages.u8(at + 2 * i) | Edge.Messages.u8(at + 2 * i + 1) << 8);
        }
        return new String(units);
    }

    static byte[] bytes(int at, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) Edge.Messages.u8(at + i);
        }
        return bytes;
    }

    static int i32(int at) {
        return Edge.Messages.i32(at);
    }

    static float[] floats(int at, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = Float.intBitsToFloat(Edge.Messages.i32(at + 4 * i));
        }
        return numbers;
    }

    static void give(String text) {
        Edge.give(TEXT, put(text));
    }

    static void give(byte[] bytes) {
        Edge.give(BYTES, put(bytes));
    }

    static void give(int[] numbers) {
        Edge.room(4 * numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            Edge.Messages.setI32(4 * i, numbers[i]);
        }
        Edge.give(INTS, 4 * numbers.length);
    }

    static void give(float[] numbers) {
        Edge.room(4 * numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            Edge.Messages.setI32(4 * i, Float.floatToRawIntBits(numbers[i]));
        }
        Edge.give(FLOATS, 4 * numbers.length);
    }

    static void give(double[] numbers) {
        Edge.room(8 * numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            long bits = Double.doubleToRawLongBits(numbers[i]);
            Edge.Messages.setI32(8 * i, (int) bits);
            Edge.Messages.setI32(8 * i + 4, (int) (bits >>> 32));
        }
        Edge.give(DOUBLES, 8 * numbers.length);
    }

    /** Why a call failed: a code for programs and words for people. The edge throws it when the call returns. */
    static void fail(String code, String message) {
        Edge.give(FAILURE, put(code + "\n" + message));
    }

    /** Puts a text at the start of the messages; gives its length in bytes. */
    static int put(String text) {
        Edge.room(2 * text.length() + 2);
        for (int i = 0; i < text.length(); i += 2) {
            int second = i + 1 < text.length() ? text.charAt(i + 1) : 0;
            Edge.Messages.setI32(2 * i, text.charAt(i) | second << 16);
        }
        return 2 * text.length();
    }

    /** Puts bytes at the start of the messages; gives their number. */
    static int put(byte[] bytes) {
        Edge.room(bytes.length + 3);
        int whole = bytes.length & -4;
        for (int i = 0; i < whole; i += 4) {
            Edge.Messages.setI32(i, bytes[i] & 0xff | (bytes[i + 1] & 0xff) << 8 | (bytes[i + 2] & 0xff) << 16 | bytes[i + 3] << 24);
        }
        int rest = 0;
        for (int i = bytes.length; i-- > whole;) {
            rest = rest << 8 | bytes[i] & 0xff;
        }
        if (whole < bytes.length) {
            Edge.Messages.setI32(whole, rest);
        }
        return bytes.length;
    }
}
