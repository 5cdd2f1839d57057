package io.coracle.kernel;

/** Numbers of 1, 2, 4 or 8 bytes in a byte array. */
final class LittleEndian {
    private LittleEndian() {}

    static long get(byte[] bytes, int at, int size) {
        return switch (size) {
            case 1 -> bytes[at] & 0xff;
            case 2 -> bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
            case 4 -> int32(bytes, at) & 0xffff_ffffL;
            default -> int32(bytes, at) & 0xffff_ffffL | (long) int32(bytes, at + 4) << 32;
        };
    }

    private static int int32(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24;
    }

    static void set(byte[] bytes, int at, int size, long bits) {
        int low = (int) bits;
        bytes[at] = (byte) low;
        if (size >= 2) {
            bytes[at + 1] = (byte) (low >> 8);
        }
        if (size >= 4) {
            bytes[at + 2] = (byte) (low >> 16);
            bytes[at + 3] = (byte) (low >> 24);
        }
        if (size == 8) {
            set(bytes, at + 4, 4, bits >> 32);
        }
    }
}
