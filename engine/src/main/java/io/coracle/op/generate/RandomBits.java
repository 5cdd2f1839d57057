package io.coracle.op.generate;

import io.coracle.op.Attributes;

/** A stream of random numbers (SplitMix64), the same for the same seed on every platform. */
final class RandomBits {
    private long state;

    private RandomBits(long seed) {
        this.state = seed;
    }

    /** The seed that a node has, or one that no other node or time has. */
    static long seed(Attributes attributes) {
        return attributes.has("seed")
            ? Float.floatToRawIntBits(attributes.floating("seed", 0))
            : System.nanoTime() ^ (long) attributes.node().outputs().hashCode() << 32;
    }

    static RandomBits of(long seed) {
        return new RandomBits(seed);
    }

    private long next() {
        state += 0x9e37_79b9_7f4a_7c15L;
        long z = state;
        z = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
        return z ^ z >>> 31;
    }

    /** From 0, inclusive, to 1, exclusive. */
    double uniform() {
        return (next() >>> 11) * 0x1p-53;
    }

    /** Of the standard normal distribution, by the method of Box and Muller. */
    double normal() {
        return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    }
}
