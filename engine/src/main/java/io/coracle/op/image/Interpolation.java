package io.coracle.op.image;

import io.coracle.op.OperatorException;

/**
 * Which neighbours of a place between pixels count how much.
 *
 * @param cubic the coefficient of cubic interpolation
 * @param smooth whether neighbours spread when an image shrinks (attribute {@code antialias})
 */
record Interpolation(Mode mode, Nearest nearest, double cubic, boolean smooth) {
    /** How many neighbours take part. */
    enum Mode { NEAREST, LINEAR, CUBIC }

    /** Which of two neighbours is the nearest. */
    enum Nearest { ROUND_PREFER_FLOOR, ROUND_PREFER_CEIL, FLOOR, CEIL, SIMPLE }

    static Mode mode(String name) {
        return switch (name) {
            case "nearest" -> Mode.NEAREST;
            case "linear", "bilinear" -> Mode.LINEAR;
            case "cubic" -> Mode.CUBIC;
            default -> throw new OperatorException("mode \"" + name + "\" is not supported");
        };
    }

    static Nearest nearest(String name) {
        return switch (name) {
            case "round_prefer_floor" -> Nearest.ROUND_PREFER_FLOOR;
            case "round_prefer_ceil" -> Nearest.ROUND_PREFER_CEIL;
            case "floor" -> Nearest.FLOOR;
            case "ceil" -> Nearest.CEIL;
            default -> throw new OperatorException("nearest_mode \"" + name + "\" is not supported");
        };
    }

    private double shrink(double scale) {
        return smooth ? Math.min(scale, 1) : 1;
    }

    /** Neighbours on each side. */
    int reach(double scale) {
        double width = (mode == Mode.CUBIC ? 2 : 1) / shrink(scale);
        int reach = (int) Math.min(Integer.MAX_VALUE / 4, Math.ceil(width));
        return Math.max(mode == Mode.CUBIC ? 2 : 1, reach);
    }

    /**
     * Weights of the neighbours {@code 1 - reach … reach} of a place {@code ratio} above 0 and up to 1.
     */
    double[] weights(double ratio, double scale) {
        int reach = reach(scale);
        double[] weights = new double[2 * reach];
        if (mode == Mode.NEAREST) {
            weights[isUpper(ratio, scale) ? 1 : 0] = 1;
            return weights;
        }
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double distance = Math.abs((i + 1 - reach - ratio) * shrink(scale));
            weights[i] = mode == Mode.LINEAR ? Math.max(0, 1 - distance) : cubic(distance);
            sum += weights[i];
        }
        for (int i = 0; i < weights.length && smooth; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    private boolean isUpper(double ratio, double scale) {
        return ratio == 1 || switch (nearest) {
            case ROUND_PREFER_FLOOR -> ratio > 0.5;
            case ROUND_PREFER_CEIL -> ratio >= 0.5;
            case FLOOR -> false;
            case CEIL -> true;
            case SIMPLE -> scale < 1;
        };
    }

    private double cubic(double x) {
        if (x <= 1) {
            return ((cubic + 2) * x - (cubic + 3)) * x * x + 1;
        }
        return x < 2 ? ((cubic * x - 5 * cubic) * x + 8 * cubic) * x - 4 * cubic : 0;
    }
}
