package io.coracle.kernel;

import java.util.Arrays;

/**
 * {@code constant + sum of coefficient * variable}; variables are numbered in the order they are named, from outer loops inward. All numbers
 * are integers; a form in which one is larger than doubles count to says nothing.
 */
record Affine(double constant, double[] coefficients) {
    private static final double LARGEST = 1L << 53;

    static Affine of(double constant) {
        return new Affine(constant, new double[0]);
    }

    static Affine variable(int depth) {
        double[] coefficients = new double[depth + 1];
        coefficients[depth] = 1;
        return new Affine(0, coefficients);
    }

    /** Whether a number is so small that arithmetic on it was exact. */
    static boolean isExact(double number) {
        return Math.abs(number) < LARGEST;
    }

    boolean isConstant() {
        for (double coefficient : coefficients) {
            if (coefficient != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Affine form && constant == form.constant && Arrays.equals(coefficients, form.coefficients);
    }

    @Override
    public int hashCode() {
        return 31 * Double.hashCode(constant) + Arrays.hashCode(coefficients);
    }

    Affine plus(double number) {
        return kept(constant + number, coefficients.clone());
    }

    /** This form and {@code factor} times another. */
    Affine plus(Affine other, double factor) {
        double[] sum = Arrays.copyOf(coefficients, Math.max(coefficients.length, other.coefficients.length));
        for (int i = 0; i < other.coefficients.length; i++) {
            sum[i] += known(factor * other.coefficients[i]);
        }
        return kept(constant + known(factor * other.constant), sum);
    }

    Affine times(double factor) {
        double[] scaled = coefficients.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return kept(constant * factor, scaled);
    }

    /** This form with a variable replaced by another form. */
    Affine replace(int variable, Affine by) {
        double[] rest = coefficients.clone();
        rest[variable] = 0;
        return new Affine(constant, rest).plus(by, coefficients[variable]);
    }

    private static Affine kept(double constant, double[] coefficients) {
        for (int i = 0; i < coefficients.length; i++) {
            coefficients[i] = known(coefficients[i]);
        }
        return new Affine(known(constant), coefficients);
    }

    /** What was rounded once must not look exact after a subtraction: it is no number any more. */
    private static double known(double number) {
        return isExact(number) ? number : Double.NaN;
    }
}
