package io.coracle.wasm.format;

import java.util.Arrays;

/** Bytes that grow at the end, with the variable-length integers of the format. */
final class ByteSink {
    private byte[] bytes = new byte[64];
    private int length;

    int length() {
        return length;
    }

    ByteSink u8(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = (byte) value;
        return this;
    }

    /** An unsigned number, seven bits a byte, the lowest first. */
    ByteSink u32(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            u8(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        return u8(rest);
    }

    /** A signed number, seven bits a byte; the last byte's sixth bit is the sign. */
    ByteSink s32(int value) {
        int rest = value;
        while (rest < -64 || rest > 63) {
            u8(rest & 0x7f | 0x80);
            rest >>= 7;
        }
        return u8(rest & 0x7f);
    }

    ByteSink s64(long value) {
        long rest = value;
        while (rest < -64 || rest > 63) {
            u8((int) rest & 0x7f | 0x80);
            rest >>= 7;
        }
        return u8((int) rest & 0x7f);
    }

    /** The low bytes of a number, little-endian. */
    ByteSink fixed(long value, int count) {
        for (int i = 0; i < count; i++) {
            u8((int) (value >> 8 * i));
        }
        return this;
    }

    /** A name, in ASCII. */
    ByteSink name(String name) {
        u32(name.length());
        for (int i = 0; i < name.length(); i++) {
            u8(name.charAt(i));
        }
        return this;
    }

    ByteSink all(ByteSink other) {
        if (length + other.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + other.length));
        }
        System.arraycopy(other.bytes, 0, bytes, length, other.length);
        length += other.length;
        return this;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }
}
