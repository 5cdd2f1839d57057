package io.coracle;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.stream.IntStream;

/**
 * Multinomial logistic regression with an L2 penalty on the weights (not on the biases), minimised by L-BFGS. The sum over examples is
 * taken in blocks of fixed size, which are added in order: the result does not depend on how many cores compute them.
 */
final class LogisticRegression {
    private static final int BLOCK = 512;
    private static final int MEMORY = 10;
    private static final int MOST_STEPS = 500;
    /** Stops when no component of the gradient of the mean loss is larger. */
    private static final double FLAT = 1e-5;
    /** A step must bring at least this share of what the slope promises. */
    private static final double ENOUGH = 1e-4;

    private final float[][] vectors;
    private final int[] labels;
    private final int labelCount;
    private final int dimension;
    private final double penalty;

    /**
     * @param vectors of examples, all of one length
     * @param labels of the examples, from 0 to {@code labelCount} - 1
     * @param strength how much examples count against the penalty (C of other libraries)
     */
    LogisticRegression(float[][] vectors, int[] labels, int labelCount, double strength) {
        this.vectors = vectors;
        this.labels = labels;
        this.labelCount = labelCount;
        this.dimension = vectors[0].length;
        this.penalty = 1 / (strength * vectors.length);
    }

    /** A point and what is known of it. The loss is the mean over the examples, with the penalty. */
    private record Point(double[] parameters, double loss, double[] gradient) {}

    /** A step that was taken, and how it changed the gradient. */
    private record Step(double[] move, double[] change, double curvature) {}

    /**
     * The best parameters: for each label its weights, then its bias.
     *
     * @param start where to begin, {@code labelCount * (dimension + 1)} numbers
     */
    double[] fit(double[] start) {
        Point point = at(start);
        Deque<Step> steps = new ArrayDeque<>();
        for (int i = 0; i < MOST_STEPS && largest(point.gradient()) > FLAT; i++) {
            double[] direction = direction(point.gradient(), steps);
            Point next = along(point, direction, steps.isEmpty() ? Math.min(1, 1 / length(point.gradient())) : 1);
            if (next == point) {
                return point.parameters();
            }
            double[] move = minus(next.parameters(), point.parameters());
            double[] change = minus(next.gradient(), point.gradient());
            double curvature = dot(move, change);
            if (curvature > 1e-12 * dot(change, change)) {
                steps.addLast(new Step(move, change, curvature));
                if (steps.size() > MEMORY) {
                    steps.removeFirst();
                }
            }
            point = next;
        }
        return point.parameters();
    }

    /** The mean of minus the logarithm of the probability that each example's label gets, with the penalty. */
    double loss(double[] parameters) {
        return at(parameters).loss();
    }

    /** Where the curvature of the last steps says that the minimum lies. */
    private static double[] direction(double[] gradient, Deque<Step> steps) {
        double[] direction = gradient.clone();
        double[] shares = new double[steps.size()];
        int i = steps.size();
        for (Iterator<Step> latest = steps.descendingIterator(); latest.hasNext();) {
            Step step = latest.next();
            shares[--i] = dot(step.move(), direction) / step.curvature();
            add(direction, -shares[i], step.change());
        }
        if (!steps.isEmpty()) {
            Step last = steps.getLast();
            scale(direction, last.curvature() / dot(last.change(), last.change()));
        }
        for (Step step : steps) {
            add(direction, shares[i++] - dot(step.change(), direction) / step.curvature(), step.move());
        }
        scale(direction, -1);
        return direction;
    }

    /** A point in that direction that is lower; the same point when rounding hides any. */
    private Point along(Point from, double[] direction, double firstLength) {
        double slope = dot(from.gradient(), direction);
        for (double length = firstLength; length > 1e-10; length /= 2) {
            double[] parameters = from.parameters().clone();
            add(parameters, length, direction);
            Point to = at(parameters);
            if (to.loss() <= from.loss() + ENOUGH * length * slope) {
                return to;
            }
        }
        return from;
    }

    private Point at(double[] parameters) {
        int blocks = (vectors.length + BLOCK - 1) / BLOCK;
        double[][] sums = IntStream.range(0, blocks).parallel().mapToObj(block -> sums(parameters, block)).toArray(double[][]::new);
        double[] gradient = new double[parameters.length];
        double loss = 0;
        for (double[] sum : sums) {
            add(gradient, 1.0 / vectors.length, sum);
            loss += sum[parameters.length] / vectors.length;
        }
        for (int label = 0; label < labelCount; label++) {
            for (int i = 0; i < dimension; i++) {
                int at = label * (dimension + 1) + i;
                gradient[at] += penalty * parameters[at];
                loss += penalty / 2 * parameters[at] * parameters[at];
            }
        }
        return new Point(parameters, loss, gradient);
    }

    /** The gradient summed over a block of examples, and behind it their summed loss. */
    private double[] sums(double[] parameters, int block) {
        double[] sums = new double[parameters.length + 1];
        double[] logits = new double[labelCount];
        for (int example = block * BLOCK; example < Math.min(vectors.length, (block + 1) * BLOCK); example++) {
            float[] vector = vectors[example];
            double largest = Double.NEGATIVE_INFINITY;
            for (int label = 0; label < labelCount; label++) {
                int row = label * (dimension + 1);
                double logit = parameters[row + dimension];
                for (int i = 0; i < dimension; i++) {
                    logit += parameters[row + i] * vector[i];
                }
                logits[label] = logit;
                largest = Math.max(largest, logit);
            }
            double total = 0;
            for (double logit : logits) {
                total += Math.exp(logit - largest);
            }
            sums[parameters.length] += Math.log(total) + largest - logits[labels[example]];
            for (int label = 0; label < labelCount; label++) {
                int row = label * (dimension + 1);
                double error = Math.exp(logits[label] - largest) / total - (labels[example] == label ? 1 : 0);
                for (int i = 0; i < dimension; i++) {
                    sums[row + i] += error * vector[i];
                }
                sums[row + dimension] += error;
            }
        }
        return sums;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double length(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    private static double largest(double[] a) {
        double largest = 0;
        for (double x : a) {
            largest = Math.max(largest, Math.abs(x));
        }
        return largest;
    }

    /** Adds {@code factor * b} to {@code a}; what {@code b} has beyond {@code a}'s end is left out. */
    private static void add(double[] a, double factor, double[] b) {
        for (int i = 0; i < a.length; i++) {
            a[i] += factor * b[i];
        }
    }

    private static void scale(double[] a, double factor) {
        for (int i = 0; i < a.length; i++) {
            a[i] *= factor;
        }
    }

    private static double[] minus(double[] a, double[] b) {
        double[] difference = a.clone();
        add(difference, -1, b);
        return difference;
    }
}
