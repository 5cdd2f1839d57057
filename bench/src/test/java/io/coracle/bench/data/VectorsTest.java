package io.coracle.bench.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class VectorsTest {

    @Test
    void spearmanSeesOrderOnly() {
        assertEquals(1, Vectors.spearman(new double[] {1, 2, 3, 4}, new double[] {1, 10, 100, 1000}), 1e-12);
        assertEquals(-1, Vectors.spearman(new double[] {1, 2, 3, 4}, new double[] {9, 7, 5, 3}), 1e-12);
    }

    @Test
    void spearmanGivesEqualValuesTheMeanOfTheirRanks() {
        // Ranks 0, 1.5, 1.5, 3 against 0, 1, 2, 3.
        assertEquals(0.9486832980505138, Vectors.spearman(new double[] {1, 2, 2, 3}, new double[] {1, 2, 3, 4}), 1e-12);
    }

    @Test
    void cosineOfPerpendicularVectorsIsZero() {
        assertEquals(0, Vectors.cosine(new float[] {1, 0}, new float[] {0, 2}));
    }
}
