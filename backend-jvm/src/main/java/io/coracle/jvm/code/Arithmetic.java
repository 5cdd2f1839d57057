package io.coracle.jvm.code;

import io.coracle.tensor.Numbers;

/** Operations of the IR that are no single instruction of the virtual machine. Generated code calls these. */
final class Arithmetic {
    private Arithmetic() {}

    static int div(int a, int b) {
        return b == 0 ? 0 : a / b;
    }

    static int rem(int a, int b) {
        return b == 0 ? 0 : a % b;
    }

    static int divu(int a, int b) {
        return b == 0 ? 0 : Integer.divideUnsigned(a, b);
    }

    static int remu(int a, int b) {
        return b == 0 ? 0 : Integer.remainderUnsigned(a, b);
    }

    static long div(long a, long b) {
        return b == 0 ? 0 : a / b;
    }

    static long rem(long a, long b) {
        return b == 0 ? 0 : a % b;
    }

    static long divu(long a, long b) {
        return b == 0 ? 0 : Long.divideUnsigned(a, b);
    }

    static long remu(long a, long b) {
        return b == 0 ? 0 : Long.remainderUnsigned(a, b);
    }

    static double trunc(double x) {
        return x < 0 ? Math.ceil(x) : Math.floor(x);
    }

    static int dot4(int accumulator, int unsigned, int signed) {
        return accumulator + (unsigned & 0xff) * (byte) signed + (unsigned >>> 8 & 0xff) * (byte) (signed >> 8)
            + (unsigned >>> 16 & 0xff) * (byte) (signed >> 16) + (unsigned >>> 24) * (signed >> 24);
    }

    static float fromBf16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    static short toBf16(float x) {
        return (short) Numbers.doubleToBf16(x);
    }

    /** Which chunk begins at an index. */
    static int chunk(int index, int size) {
        if (index % size != 0) {
            throw new IllegalStateException("packed elements are read from " + index + ", inside a chunk of " + size);
        }
        return index / size;
    }

    /** Lanes of a vector combined to one, the upper half onto the lower half until one is left. */
    static float fold(float[] lanes, String op) {
        for (int half = lanes.length / 2; half >= 1; half /= 2) {
            for (int i = 0; i < half; i++) {
                lanes[i] = switch (op) {
                    case "ADD" -> lanes[i] + lanes[half + i];
                    case "SUB" -> lanes[i] - lanes[half + i];
                    case "MUL" -> lanes[i] * lanes[half + i];
                    default -> lanes[i] / lanes[half + i];
                };
            }
        }
        return lanes[0];
    }

    static int fold(int[] lanes, String op) {
        for (int half = lanes.length / 2; half >= 1; half /= 2) {
            for (int i = 0; i < half; i++) {
                lanes[i] = switch (op) {
                    case "SUB" -> lanes[i] - lanes[half + i];
                    case "DIV" -> div(lanes[i], lanes[half + i]);
                    case "REM" -> rem(lanes[i], lanes[half + i]);
                    case "DIVU" -> divu(lanes[i], lanes[half + i]);
                    case "REMU" -> remu(lanes[i], lanes[half + i]);
                    case "SHL" -> lanes[i] << lanes[half + i];
                    case "SHR" -> lanes[i] >> lanes[half + i];
                    default -> lanes[i] >>> lanes[half + i];
                };
            }
        }
        return lanes[0];
    }

    // Reductions over arrays. Their order is free, so several sums run side by side.

    static float sum(float start, float[] x, int from, int to) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        float e = 0;
        float f = 0;
        float g = 0;
        float h = 0;
        int i = from;
        for (; i < to - 7; i += 8) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
            e += x[i + 4];
            f += x[i + 5];
            g += x[i + 6];
            h += x[i + 7];
        }
        float sum = ((a + e) + (c + g)) + ((b + f) + (d + h));
        for (; i < to; i++) {
            sum += x[i];
        }
        return start + sum;
    }

    static float dot(float start, float[] x, int xAt, float[] y, int yAt, int length) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        float e = 0;
        float f = 0;
        float g = 0;
        float h = 0;
        int i = 0;
        for (; i < length - 7; i += 8) {
            a = Math.fma(x[xAt + i], y[yAt + i], a);
            b = Math.fma(x[xAt + i + 1], y[yAt + i + 1], b);
            c = Math.fma(x[xAt + i + 2], y[yAt + i + 2], c);
            d = Math.fma(x[xAt + i + 3], y[yAt + i + 3], d);
            e = Math.fma(x[xAt + i + 4], y[yAt + i + 4], e);
            f = Math.fma(x[xAt + i + 5], y[yAt + i + 5], f);
            g = Math.fma(x[xAt + i + 6], y[yAt + i + 6], g);
            h = Math.fma(x[xAt + i + 7], y[yAt + i + 7], h);
        }
        float sum = ((a + e) + (c + g)) + ((b + f) + (d + h));
        for (; i < length; i++) {
            sum = Math.fma(x[xAt + i], y[yAt + i], sum);
        }
        return start + sum;
    }

    static float max(float start, float[] x, int from, int to) {
        float max = start;
        for (int i = from; i < to; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    static float min(float start, float[] x, int from, int to) {
        float min = start;
        for (int i = from; i < to; i++) {
            min = Math.min(min, x[i]);
        }
        return min;
    }

    static int sum(int start, int[] x, int from, int to) {
        int sum = start;
        for (int i = from; i < to; i++) {
            sum += x[i];
        }
        return sum;
    }
}
