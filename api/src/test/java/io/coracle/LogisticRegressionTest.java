package io.coracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {
    private static final int EXAMPLES = 3000;

    /** Three overlapping clouds of points in the plane. */
    private static final float[][] POINTS = new float[EXAMPLES][2];
    private static final int[] LABELS = new int[EXAMPLES];

    static {
        Random random = new Random(4);
        for (int i = 0; i < EXAMPLES; i++) {
            LABELS[i] = i % 3;
            POINTS[i][0] = (float) (random.nextGaussian() + 2 * Math.cos(2 * LABELS[i]));
            POINTS[i][1] = (float) (random.nextGaussian() + 2 * Math.sin(2 * LABELS[i]));
        }
    }

    @Test
    void atTheMinimumEverySlopeIsZero() {
        double strength = 0.5;
        double[] best = new LogisticRegression(POINTS, LABELS, 3, strength).fit(new double[9]);
        for (int i = 0; i < best.length; i++) {
            double[] up = best.clone();
            double[] down = best.clone();
            up[i] += 1e-4;
            down[i] -= 1e-4;
            assertEquals(0, (loss(up, strength) - loss(down, strength)) / 2e-4, 2e-5, "parameter " + i);
        }
    }

    @Test
    void halfOfWhatIsEvenlyMixedCannotBeTold() {
        float[][] same = {{1, 2}, {1, 2}, {1, 2}, {1, 2}};
        double[] parameters = new LogisticRegression(same, new int[] {0, 1, 0, 1}, 2, 1).fit(new double[6]);
        assertArrayEquals(new double[6], parameters, 1e-6);
    }

    @Test
    void theResultDoesNotDependOnTheNumberOfCores() throws Exception {
        double[] here = new LogisticRegression(POINTS, LABELS, 3, 1).fit(new double[9]);
        try (ForkJoinPool one = new ForkJoinPool(1)) {
            assertArrayEquals(here, one.submit(() -> new LogisticRegression(POINTS, LABELS, 3, 1).fit(new double[9])).get());
        }
    }

    /** The loss as the definition has it. */
    private static double loss(double[] parameters, double strength) {
        double loss = 0;
        for (int i = 0; i < EXAMPLES; i++) {
            double total = 0;
            for (int label = 0; label < 3; label++) {
                total += Math.exp(logit(parameters, label, POINTS[i]));
            }
            loss -= (logit(parameters, LABELS[i], POINTS[i]) - Math.log(total)) / EXAMPLES;
        }
        for (int label = 0; label < 3; label++) {
            loss += (Math.pow(parameters[3 * label], 2) + Math.pow(parameters[3 * label + 1], 2)) / (2 * strength * EXAMPLES);
        }
        return loss;
    }

    private static double logit(double[] parameters, int label, float[] point) {
        return parameters[3 * label] * point[0] + parameters[3 * label + 1] * point[1] + parameters[3 * label + 2];
    }
}
