package io.coracle.kernel;

import java.util.Arrays;

/** {@code constant + sum of coefficient * variable}; variables are numbered in the order they are named, from outer loops inward. */
record Affine(long constant, long[] coefficients) {
    static Affine of(long constant) {
        return new Affine(constant, new long[0]);
    }

    static Affine variable(int depth) {
        long[] coefficients = new long[depth + 1];
        coefficients[depth] = 1;
        return new Affine(0, coefficients);
    }

    boolean isConstant() {
        return innermost() < 0;
    }

    /** The innermost variable that counts, or -1. */
    int innermost() {
        for (int i = coefficients.length - 1; i >= 0; i--) {
            if (coefficients[i] != 0) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Affine form && constant == form.constant && Arrays.equals(coefficients, form.coefficients);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(constant) + Arrays.hashCode(coefficients);
    }

    Affine plus(Affine other) {
        long[] sum = Arrays.copyOf(coefficients, Math.max(coefficients.length, other.coefficients.length));
        for (int i = 0; i < other.coefficients.length; i++) {
            sum[i] += other.coefficients[i];
        }
        return new Affine(constant + other.constant, sum);
    }

    Affine times(long factor) {
        long[] scaled = coefficients.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return new Affine(constant * factor, scaled);
    }

    /** This form with a variable replaced by another form. */
    Affine replace(int variable, Affine by) {
        long[] rest = coefficients.clone();
        rest[variable] = 0;
        return new Affine(constant, rest).plus(by.times(coefficients[variable]));
    }
}
