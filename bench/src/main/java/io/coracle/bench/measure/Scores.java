package io.coracle.bench.measure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** Statistics of repeated measurements. */
public final class Scores {
    private Scores() {}

    /** The middle value; the mean of the two in the middle for an even count; NaN for none. */
    public static double median(double... values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The median of a list. */
    public static double median(List<Double> values) {
        return median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** How far the values lie apart: (largest − smallest) / median. */
    public static double spread(List<Double> values) {
        return (max(values) - min(values)) / median(values);
    }

    public static double min(List<Double> values) {
        return stream(values).min().orElse(Double.NaN);
    }

    public static double max(List<Double> values) {
        return stream(values).max().orElse(Double.NaN);
    }

    private static DoubleStream stream(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue);
    }
}
