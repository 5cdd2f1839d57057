package io.coracle.jvm.code;

import java.util.Arrays;

/** Arrays that a thread computes in; contents are left over from earlier use. For one thread at a time. */
public final class Scratch {
    private byte[][] bytes = {};
    private short[][] shorts = {};
    private int[][] ints = {};
    private long[][] longs = {};
    private float[][] floats = {};
    private double[][] doubles = {};

    // Each gives the array of a slot with at least that many elements.

    byte[] bytes(int slot, int size) {
        bytes = slot < bytes.length ? bytes : grown(bytes, new byte[0], slot);
        return bytes[slot].length >= size ? bytes[slot] : (bytes[slot] = new byte[size]);
    }

    short[] shorts(int slot, int size) {
        shorts = slot < shorts.length ? shorts : grown(shorts, new short[0], slot);
        return shorts[slot].length >= size ? shorts[slot] : (shorts[slot] = new short[size]);
    }

    int[] ints(int slot, int size) {
        ints = slot < ints.length ? ints : grown(ints, new int[0], slot);
        return ints[slot].length >= size ? ints[slot] : (ints[slot] = new int[size]);
    }

    long[] longs(int slot, int size) {
        longs = slot < longs.length ? longs : grown(longs, new long[0], slot);
        return longs[slot].length >= size ? longs[slot] : (longs[slot] = new long[size]);
    }

    float[] floats(int slot, int size) {
        floats = slot < floats.length ? floats : grown(floats, new float[0], slot);
        return floats[slot].length >= size ? floats[slot] : (floats[slot] = new float[size]);
    }

    double[] doubles(int slot, int size) {
        doubles = slot < doubles.length ? doubles : grown(doubles, new double[0], slot);
        return doubles[slot].length >= size ? doubles[slot] : (doubles[slot] = new double[size]);
    }

    private static <T> T[] grown(T[] slots, T empty, int slot) {
        T[] more = Arrays.copyOf(slots, Math.max(slot + 1, 2 * slots.length));
        Arrays.fill(more, slots.length, more.length, empty);
        return more;
    }
}
