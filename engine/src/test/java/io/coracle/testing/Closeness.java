package io.coracle.testing;

import io.coracle.tensor.DType;
import io.coracle.tensor.Tensor;
import java.util.Optional;

/**
 * How far a tensor may be from the expected one: type and shape must be equal, integers, booleans and strings too; floating
 * point numbers may differ by {@code absolute + relative * |expected|}. NaN equals NaN.
 */
public record Closeness(double relative, double absolute) {
    /** The rule of the ONNX backend suite. */
    public static final Closeness CONFORMANCE = new Closeness(1e-3, 1e-7);

    /** Every element equal; zeros may differ in sign. */
    public static final Closeness EXACT = new Closeness(0, 0);

    public static Closeness within(double relative, double absolute) {
        return new Closeness(relative, absolute);
    }

    /** What is different, in words, or empty. */
    public Optional<String> difference(Tensor expected, Tensor actual) {
        if (!expected.type().equals(actual.type())) {
            return Optional.of("expected " + expected.type() + ", got " + actual.type());
        }
        int different = 0;
        int first = -1;
        double worst = 0;
        for (int i = 0; i < expected.size(); i++) {
            if (!close(expected, actual, i)) {
                first = different++ == 0 ? i : first;
                worst = Math.max(worst, distance(expected, actual, i));
            }
        }
        return different == 0 ? Optional.empty() : Optional.of(different + " of " + expected.size() + " elements of " + expected.type()
            + " differ, the first at " + place(expected, first) + ": expected " + text(expected, first) + ", got " + text(actual, first)
            + (expected.dtype() == DType.STRING ? "" : "; largest difference " + worst) + " (allowed: " + this + ")");
    }

    /** Throws {@link AssertionError} when the tensors differ. */
    public void check(String what, Tensor expected, Tensor actual) {
        difference(expected, actual).ifPresent(text -> {
            throw new AssertionError(what + ": " + text);
        });
    }

    private boolean close(Tensor expected, Tensor actual, int i) {
        if (expected.dtype() == DType.STRING) {
            return expected.stringAt(i).equals(actual.stringAt(i));
        }
        if (!expected.dtype().isFloat()) {
            return expected.longAt(i) == actual.longAt(i);
        }
        double want = expected.doubleAt(i);
        double have = actual.doubleAt(i);
        if (Double.isNaN(want) || Double.isNaN(have)) {
            return Double.isNaN(want) && Double.isNaN(have);
        }
        return want == have || !Double.isInfinite(want) && Math.abs(want - have) <= absolute + relative * Math.abs(want);
    }

    private static double distance(Tensor expected, Tensor actual, int i) {
        return expected.dtype() == DType.STRING ? 0 : Math.abs(expected.doubleAt(i) - actual.doubleAt(i));
    }

    private static String place(Tensor tensor, int i) {
        StringBuilder text = new StringBuilder("[");
        int[] strides = tensor.shape().strides();
        int rest = i;
        for (int axis = 0; axis < strides.length; axis++) {
            text.append(axis == 0 ? "" : ", ").append(rest / strides[axis]);
            rest %= strides[axis];
        }
        return text.append(']').toString();
    }

    private static String text(Tensor tensor, int i) {
        return switch (tensor.dtype()) {
            case STRING -> "\"" + tensor.stringAt(i) + "\"";
            case F32, F16, BF16 -> Float.toString((float) tensor.doubleAt(i));
            case U64 -> Long.toUnsignedString(tensor.longAt(i));
            default -> tensor.dtype().isFloat() ? Double.toString(tensor.doubleAt(i)) : Long.toString(tensor.longAt(i));
        };
    }

    @Override
    public String toString() {
        return relative == 0 && absolute == 0 ? "none" : "relative " + relative + ", absolute " + absolute;
    }
}
