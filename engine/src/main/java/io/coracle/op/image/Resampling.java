package io.coracle.op.image;

import io.coracle.op.OperatorException;

/**
 * How every element along one axis of an output is made of elements of the input.
 *
 * @param in elements of the input
 * @param taps elements that one element of the output is made of
 * @param indexes for each element of the output, {@code taps} indexes into the input
 * @param weights for each of those, its weight
 * @param outside elements that are not made of the input, but filled
 */
record Resampling(int in, int taps, int[] indexes, double[] weights, boolean[] outside) {
    private static final int MOST = 1 << 26;

    int out() {
        return outside.length;
    }

    /** Whether the output is the input. */
    boolean isIdentity() {
        if (out() != in || taps != 1) {
            return false;
        }
        for (int i = 0; i < in; i++) {
            if (indexes[i] != i || outside[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param scale of the axis
     * @param from start of the region, for the mode that crops
     * @param until end of the region
     * @param excludeOutside whether neighbours outside the input count nothing instead of as much as the one at the border
     */
    static Resampling of(int in, int out, double scale, double from, double until, Coordinates coordinates, Interpolation interpolation,
                         boolean excludeOutside) {
        int reach = interpolation.reach(scale);
        boolean nearest = interpolation.mode() == Interpolation.Mode.NEAREST;
        int taps = nearest ? 1 : 2 * reach;
        if ((long) taps * out > MOST) {
            throw new OperatorException("cannot resize " + in + " elements to " + out + ": too many neighbours");
        }
        int[] indexes = new int[taps * out];
        double[] weights = new double[taps * out];
        boolean[] outside = new boolean[out];
        for (int i = 0; i < out; i++) {
            double source = coordinates.source(i, in, out, scale, from, until);
            outside[i] = coordinates == Coordinates.CROP_AND_RESIZE && !(source >= 0 && source <= in - 1);
            // Neighbours are counted from the one below, which a place on a pixel is one above.
            double below = Math.ceil(source) - 1;
            double[] all = interpolation.weights(source - below, scale);
            if (nearest) {
                indexes[i] = clamp(below + (all[1] > 0 ? 1 : 0), in);
                weights[i] = 1;
                continue;
            }
            double sum = 0;
            for (int t = 0; t < taps; t++) {
                double index = below + 1 - reach + t;
                double weight = excludeOutside && (index < 0 || index >= in) ? 0 : all[t];
                indexes[taps * i + t] = clamp(index, in);
                weights[taps * i + t] = weight;
                sum += weight;
            }
            for (int t = 0; t < taps && excludeOutside && sum != 0; t++) {
                weights[taps * i + t] /= sum;
            }
        }
        Resampling made = new Resampling(in, taps, indexes, weights, outside);
        return made.simplified();
    }

    private static int clamp(double index, int in) {
        return (int) Math.max(0, Math.min(in - 1, index));
    }

    /** One tap instead of several where all other weights are zero everywhere. */
    private Resampling simplified() {
        int[] single = new int[out()];
        double[] ones = new double[out()];
        for (int i = 0; i < out(); i++) {
            int found = -1;
            for (int t = 0; t < taps; t++) {
                double weight = weights[taps * i + t];
                if (weight != 0 && (weight != 1 || found >= 0)) {
                    return this;
                }
                found = weight == 1 ? indexes[taps * i + t] : found;
            }
            if (found < 0) {
                return this;
            }
            single[i] = found;
            ones[i] = 1;
        }
        return new Resampling(in, 1, single, ones, outside);
    }
}
