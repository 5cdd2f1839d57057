package io.coracle.format.onnx;

import io.coracle.format.ModelFormatException;
import io.coracle.tensor.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * A cursor over protobuf's wire format (https://protobuf.dev/programming-guides/encoding/). Every length is checked against
 * the enclosing message before it is used, nesting is limited, and so is the number of messages and strings, because a tiny
 * message in the file becomes a much larger object.
 *
 * <p>Positions are {@code int}: a protobuf message is never larger than 2 GiB.
 */
final class ProtoReader {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH = 2;
    static final int FIXED32 = 5;

    /** As protobuf's own libraries limit it. */
    private static final int MAX_DEPTH = 100;
    private static final int MAX_OBJECTS = 8_000_000;
    private static final int WINDOW = 4096;

    private final Bytes bytes;
    private final byte[] window = new byte[WINDOW];
    private int windowStart;
    private int windowLength;
    private int at;
    private int limit;
    private int depth;
    private int objects;
    private int field;
    private int wireType;

    ProtoReader(Bytes bytes) {
        if (bytes.size() > Integer.MAX_VALUE) {
            throw new ModelFormatException("onnx: the file has " + bytes.size()
                + " bytes; protobuf ends at 2 GiB, larger weights lie in external files");
        }
        this.bytes = bytes;
        this.limit = (int) bytes.size();
    }

    /** Moves to the next field of the current message; false at its end. */
    boolean next() {
        if (at == limit) {
            return false;
        }
        int start = at;
        int first = u8();
        if (first >= 8 && first < 0x80) {
            // Nearly all tags are one byte, and 64-bit numbers are slow in JavaScript.
            field = first >> 3;
            wireType = first & 7;
            return true;
        }
        at = start;
        long tag = varint();
        field = (int) (tag >>> 3);
        wireType = (int) tag & 7;
        if (tag <= 0 || tag > 0xffff_ffffL || field == 0) {
            throw error(start, "a field cannot start with tag " + tag);
        }
        return true;
    }

    /** The current field's number. */
    int field() {
        return field;
    }

    /** Whether the current field is length-delimited: a packed list where numbers are repeated. */
    boolean isLengthDelimited() {
        return wireType == LENGTH;
    }

    int position() {
        return at;
    }

    /** Back to a position of the current message, to read it again. */
    void rewind(int position) {
        at = position;
    }

    /** Bytes left in the current message. */
    int remaining() {
        return limit - at;
    }

    /** Passes over the current field. */
    void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> advance(8);
            case FIXED32 -> advance(4);
            case LENGTH -> advance(length());
            default -> throw error("field " + field + " has wire type " + wireType + ", which is not in use");
        }
    }

    long integer() {
        expect(VARINT);
        return varint();
    }

    /** An integer that must fit 32 bits, such as an enumeration's. */
    int smallInteger() {
        int start = at;
        long value = integer();
        if (value != (int) value) {
            throw error(start, "field " + field + " is " + value + ", out of range");
        }
        return (int) value;
    }

    float float32() {
        expect(FIXED32);
        return Float.intBitsToFloat(fixed32());
    }

    String string() {
        expect(LENGTH);
        int length = length();
        if (length == 0) {
            return "";
        }
        count();
        byte[] text = new byte[length];
        bytes.copyTo(at, text, 0, length);
        at += length;
        return text(text);
    }

    /** Names are ASCII but for rare ones, and a browser's decoder is slow to start. */
    private static String text(byte[] utf8) {
        char[] ascii = new char[utf8.length];
        for (int i = 0; i < utf8.length; i++) {
            if (utf8[i] < 0) {
                return new String(utf8, StandardCharsets.UTF_8);
            }
            ascii[i] = (char) utf8[i];
        }
        return new String(ascii);
    }

    /** The current field's bytes where they lie. */
    Bytes blob() {
        expect(LENGTH);
        int length = length();
        Bytes slice = bytes.slice(at, length);
        at += length;
        return slice;
    }

    /** Reads the current field as a message of its own. */
    <T> T message(Function<ProtoReader, T> reader) {
        expect(LENGTH);
        count();
        if (++depth > MAX_DEPTH) {
            throw error("messages are nested more than " + MAX_DEPTH + " deep");
        }
        int length = length();
        int outer = limit;
        limit = at + length;
        T value = reader.apply(this);
        at = limit;
        limit = outer;
        depth--;
        return value;
    }

    /** Receives the numbers of a repeated field. */
    interface IntegerSink {
        void accept(long value);

        /** As {@link #accept}, for one that an int holds: nearly all are small, and 64-bit numbers are slow in JavaScript. */
        default void acceptSmall(int value) {
            accept(value);
        }
    }

    /** The current field's numbers, which may be packed or stand alone. */
    void integers(IntegerSink sink) {
        if (wireType != LENGTH) {
            sink.accept(integer());
            return;
        }
        int length = length();
        int outer = limit;
        limit = at + length;
        while (at < limit) {
            int start = at;
            int first = u8();
            if (first < 0x80) {
                sink.acceptSmall(first);
            } else {
                at = start;
                sink.accept(varint());
            }
        }
        limit = outer;
    }

    /** Receives numbers of fixed width. */
    @FunctionalInterface
    interface FixedSink {
        /** One, zero-extended. */
        void add(long bits);

        /** Many of {@code width} bytes each, one after the other. */
        default void add(Bytes numbers, int width) {
            for (long at = 0; at < numbers.size(); at += width) {
                add(width == 4 ? numbers.i32(at) & 0xffff_ffffL : numbers.i64(at));
            }
        }
    }

    /** As {@link #integers}, for numbers of 32 bits. */
    void fixed32s(FixedSink sink) {
        if (wireType != LENGTH) {
            expect(FIXED32);
            sink.add(fixed32() & 0xffff_ffffL);
            return;
        }
        sink.add(packed(4), 4);
    }

    /** As {@link #integers}, for numbers of 64 bits. */
    void fixed64s(FixedSink sink) {
        if (wireType != LENGTH) {
            expect(FIXED64);
            sink.add(fixed64());
            return;
        }
        sink.add(packed(8), 8);
    }

    ModelFormatException error(String message) {
        return error(at, message);
    }

    ModelFormatException error(int offset, String message) {
        return new ModelFormatException("onnx: offset " + offset + ": " + message);
    }

    private Bytes packed(int width) {
        int start = at;
        Bytes numbers = blob();
        if (numbers.size() % width != 0) {
            throw error(start, "field " + field + " packs numbers of " + width + " bytes into " + numbers.size() + " bytes");
        }
        return numbers;
    }

    private void count() {
        if (++objects > MAX_OBJECTS) {
            throw error("the file has more than " + MAX_OBJECTS + " messages and strings");
        }
    }

    private void expect(int type) {
        if (wireType != type) {
            throw error("field " + field + " has wire type " + wireType + ", expected " + type);
        }
    }

    private int length() {
        int start = at;
        int first = u8();
        if (first < 0x80 && first <= limit - at) {
            return first;
        }
        at = start;
        long length = varint();
        if (length < 0 || length > limit - at) {
            throw error(start, "field " + field + " claims " + (length < 0 ? "a negative number of" : length)
                + " bytes, but " + (limit - at) + " are left: the file is truncated or damaged");
        }
        return (int) length;
    }

    private void advance(int count) {
        if (count > limit - at) {
            throw error("field " + field + " needs " + count + " bytes, but " + (limit - at)
                + " are left: the file is truncated or damaged");
        }
        at += count;
    }

    private long varint() {
        int start = at;
        int first = u8();
        if (first < 0x80) {
            return first;
        }
        long value = first & 0x7f;
        for (int shift = 7; shift < 70; shift += 7) {
            int b = u8();
            value |= (long) (b & 0x7f) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw error(start, "a number has more than ten bytes");
    }

    private int fixed32() {
        return u8() | u8() << 8 | u8() << 16 | u8() << 24;
    }

    private long fixed64() {
        return (fixed32() & 0xffff_ffffL) | (long) fixed32() << 32;
    }

    private int u8() {
        if (at >= limit) {
            throw error("the message ends in the middle of a field: the file is truncated or damaged");
        }
        int i = at - windowStart;
        if (i < 0 || i >= windowLength) {
            windowStart = at;
            windowLength = (int) Math.min(WINDOW, bytes.size() - at);
            bytes.copyTo(at, window, 0, windowLength);
            i = 0;
        }
        at++;
        return window[i] & 0xff;
    }
}
