package io.coracle.server.http;

import io.coracle.server.http.ApiException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A response's JSON in the making. Most of what the server writes are vectors, so numbers go straight into bytes: the nine digits that
 * tell any two floats apart, or eight where these do, found by one multiplication and one division.
 */
public final class JsonOut {

    /** The widest number: sign, 0., five zeros, nine digits. */
    private static final int WIDEST = 24;
    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int length;

    /** Empty, with room for so many bytes. */
    public JsonOut(int room) {
        bytes = new byte[Math.max(64, room)];
    }

    /** About how many bytes so many numbers take. */
    public static int roomFor(long numbers) {
        return (int) Math.min(1 << 28, 64 + 13 * numbers);
    }

    /** How many bytes there are. */
    public int length() {
        return length;
    }

    /** Everything written so far. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Writes what there is to a stream, and begins anew. */
    public void drainTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        length = 0;
    }

    /** Text that is JSON already, in ASCII. */
    public JsonOut raw(String json) {
        room(json.length());
        for (int i = 0; i < json.length(); i++) {
            bytes[length++] = (byte) json.charAt(i);
        }
        return this;
    }

    /** A string. */
    public JsonOut string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        room(6 * utf8.length + 2);
        bytes[length++] = '"';
        for (byte b : utf8) {
            if (b == '"' || b == '\\') {
                bytes[length++] = '\\';
                bytes[length++] = b;
            } else if (b >= 0 && b < ' ') {
                raw("\\u00");
                bytes[length++] = HEX[b >> 4];
                bytes[length++] = HEX[b & 15];
            } else {
                bytes[length++] = b;
            }
        }
        bytes[length++] = '"';
        return this;
    }

    /** A whole number. */
    public JsonOut number(long value) {
        return raw(Long.toString(value));
    }

    /** True or false. */
    public JsonOut bool(boolean value) {
        return append(value ? TRUE : FALSE);
    }

    /** ASCII that is JSON already. */
    public JsonOut append(byte[] ascii) {
        room(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
        return this;
    }

    /** A list of numbers. Throws {@link ApiException} when one is not a number, which only a broken model gives. */
    public JsonOut vector(float[] vector) {
        room(vector.length * (WIDEST + 1) + 2);
        bytes[length++] = '[';
        for (int i = 0; i < vector.length; i++) {
            if (i > 0) {
                bytes[length++] = ',';
            }
            write(vector[i]);
        }
        bytes[length++] = ']';
        return this;
    }

    /** A number that reads back as the same float. */
    public JsonOut number(float value) {
        room(WIDEST);
        write(value);
        return this;
    }

    private void write(float value) {
        float size = Math.abs(value);
        if (!(size >= 1e-5f && size < 1e6f)) {
            writeRare(value);
            return;
        }
        if (value < 0) {
            bytes[length++] = '-';
        }
        // As many places as eight digits need, behind the zeros that a small number begins with.
        int places = 8;
        for (float bound = 0.1f; size < bound; bound /= 10) {
            places++;
        }
        for (float bound = 1; size >= bound; bound *= 10) {
            places--;
        }
        double exact = size;
        long digits = (long) (exact * POWERS[places] + 0.5);
        if ((float) (digits / POWERS[places]) != size) {
            places++;
            digits = (long) (exact * POWERS[places] + 0.5);
        }
        long one = (long) POWERS[places];
        long whole = digits / one;
        writeDigits(whole, whole < 10 ? 1 : whole < 100 ? 2 : whole < 1000 ? 3 : whole < 10_000 ? 4 : whole < 100_000 ? 5 : whole < 1_000_000 ? 6 : 7);
        long fraction = digits - whole * one;
        if (fraction == 0) {
            return;
        }
        while (fraction % 10 == 0) {
            fraction /= 10;
            places--;
        }
        bytes[length++] = '.';
        writeDigits(fraction, places);
    }

    private void writeDigits(long digits, int count) {
        for (int i = length + count - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + digits % 10);
            digits /= 10;
        }
        length += count;
    }

    private void writeRare(float value) {
        if (value == 0) {
            bytes[length++] = '0';
        } else if (Float.isFinite(value)) {
            raw(Float.toString(value));
        } else {
            throw new ApiException(Kind.BACKEND, "the model gave " + value + ", which is not a number");
        }
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
