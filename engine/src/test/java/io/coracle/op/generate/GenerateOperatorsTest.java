package io.coracle.op.generate;

import static io.coracle.testing.Samples.f32;
import static io.coracle.testing.Samples.i64;
import static io.coracle.testing.Samples.shape;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTest;
import io.coracle.testing.OperatorTester;

class GenerateOperatorsTest {
    @OperatorTest("HannWindow")
    void windowsArePeriodicOrSymmetric(OperatorTester window) {
        OperatorTester floats = window.constant(0);
        floats.on(i64(Shape.SCALAR, 4)).gives(f32(shape(4), 0, 0.5f, 1, 0.5f)).agreesWithOnnxRuntime();
        floats.with("periodic", 0).on(i64(Shape.SCALAR, 5)).gives(f32(shape(5), 0, 0.5f, 1, 0.5f, 0)).agreesWithOnnxRuntime();
        floats.on(i64(Shape.SCALAR, -1)).fails("a window of size -1");
    }

    @OperatorTest("RandomNormalLike")
    void equalSeedsGiveEqualNumbersOfTheRightDistribution(OperatorTester random) {
        Tensor like = Tensor.floats(shape(10000), new float[10000]);
        OperatorTester seeded = random.with("seed", 3f).with("mean", 5f).with("scale", 2f);
        Tensor first = seeded.on(like).values().getFirst();
        assertEquals(first, seeded.on(like).values().getFirst());
        double sum = 0;
        double squares = 0;
        for (double value : first.toDoubles()) {
            sum += value;
            squares += (value - 5) * (value - 5);
        }
        assertEquals(5, sum / 10000, 0.1);
        assertEquals(4, squares / 10000, 0.2);
    }

    @OperatorTest("RandomUniformLike")
    void uniformNumbersStayInTheirRange(OperatorTester random) {
        for (double value : random.with("low", -2f).with("high", -1f).on(Tensor.floats(shape(1000), new float[1000])).values().getFirst().toDoubles()) {
            assertTrue(value >= -2 && value <= -1, "got " + value);
        }
    }

    @OperatorTest("Bernoulli")
    void certainEventsHappen(OperatorTester bernoulli) {
        bernoulli.on(f32(shape(4), 0, 1, 0, 1)).gives(f32(shape(4), 0, 1, 0, 1));
    }

    @OperatorTest("Multinomial")
    void impossibleClassesAreNotDrawn(OperatorTester multinomial) {
        multinomial.with("sample_size", 3).on(f32(shape(1, 3), -1000, 0, -1000)).gives(Tensor.ints(shape(1, 3), 1, 1, 1));
    }
}
