package io.coracle.format.onnx;

import io.coracle.tensor.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes protobuf's wire format into a growing array. */
final class ProtoWriter {
    private byte[] bytes = new byte[1024];
    private int size;

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    void integer(int field, long value) {
        varint(field << 3 | ProtoReader.VARINT);
        varint(value);
    }

    void float32(int field, float value) {
        varint(field << 3 | ProtoReader.FIXED32);
        int bits = Float.floatToRawIntBits(value);
        reserve(4);
        for (int i = 0; i < 4; i++) {
            bytes[size++] = (byte) (bits >> 8 * i);
        }
    }

    void string(int field, String text) {
        blob(field, Bytes.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    void blob(int field, Bytes content) {
        varint(field << 3 | ProtoReader.LENGTH);
        varint(content.size());
        reserve(content.size());
        content.copyTo(0, bytes, size, (int) content.size());
        size += (int) content.size();
    }

    /** A field whose content the body writes to this writer. */
    void message(int field, Runnable body) {
        varint(field << 3 | ProtoReader.LENGTH);
        int start = size;
        body.run();
        int length = size - start;
        // The length precedes the content but is known after it: the content moves up by the bytes the length takes.
        varint(length);
        int prefix = size - start - length;
        System.arraycopy(bytes, start, bytes, start + prefix, length);
        size = start;
        varint(length);
        size = start + prefix + length;
    }

    private void varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void reserve(long count) {
        long needed = size + count;
        if (needed > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("a model of more than 2 GiB does not fit one ONNX file");
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(needed, 2L * bytes.length), Integer.MAX_VALUE - 8));
        }
    }
}
