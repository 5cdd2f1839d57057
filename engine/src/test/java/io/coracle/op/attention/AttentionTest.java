package io.coracle.op.attention;

import static io.coracle.testing.Samples.f32;
import static io.coracle.testing.Samples.shape;

import io.coracle.tensor.DType;
import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;
import org.junit.jupiter.api.Test;

class AttentionTest {
    @Test
    void aCacheIsContinued() {
        Samples samples = Samples.of(1);
        Tensor q = samples.normal(2, 4, 3, 8);
        Tensor k = samples.normal(2, 2, 3, 8);
        Tensor v = samples.normal(2, 2, 3, 6);
        OperatorTester.of("Attention", 23).with("is_causal", 1).outputs(3)
            .on(q, k, v, OperatorTester.absent(), samples.normal(2, 2, 5, 8), samples.normal(2, 2, 5, 6)).within(1e-4, 1e-5)
            .agreesWithOnnxRuntime();
    }

    @Test
    void headsMayBePartOfTheLastAxis() {
        Samples samples = Samples.of(2);
        OperatorTester.of("Attention", 23).with("q_num_heads", 6).with("kv_num_heads", 3)
            .on(samples.normal(2, 7, 24), samples.normal(2, 9, 12), samples.normal(2, 9, 12)).within(1e-4, 1e-5).agreesWithOnnxRuntime();
    }

    @Test
    void aQueryThatMaySeeNothingGivesZeros() {
        Tensor mask = Tensor.booleans(shape(2, 2), false, false, true, false);
        OperatorTester.of("Attention", 23).on(f32(shape(1, 1, 2, 1), 1, 1), f32(shape(1, 1, 2, 1), 1, 2), f32(shape(1, 1, 2, 1), 3, 4), mask)
            .gives(f32(shape(1, 1, 2, 1), 0, 3));
    }

    @Test
    void maskedValuesMayBeAnything() {
        Tensor mask = Tensor.booleans(shape(1, 2), true, false);
        OperatorTester.of("Attention", 23)
            .on(f32(shape(1, 1, 1, 1), 1), f32(shape(1, 1, 2, 1), 1, 2), f32(shape(1, 1, 2, 1), 3, Float.NaN), mask)
            .gives(f32(shape(1, 1, 1, 1), 3));
    }

    @Test
    void positionsWithoutAnglesAreReported() {
        OperatorTester.of("RotaryEmbedding", 23)
            .on(f32(shape(1, 1, 1, 2), 1, 0), f32(shape(1, 1), 0), f32(shape(1, 1), 1), Tensor.longs(shape(1, 1), 1))
            .fails("RotaryEmbedding: a position has no angles");
    }
}
