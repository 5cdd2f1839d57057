package io.coracle.op.loss;

import static io.coracle.testing.Samples.f32;
import static io.coracle.testing.Samples.i64;
import static io.coracle.testing.Samples.shape;

import io.coracle.tensor.Shape;
import io.coracle.testing.OperatorTest;
import io.coracle.testing.OperatorTester;

class LossOperatorsTest {
    @OperatorTest("NegativeLogLikelihoodLoss")
    void ignoredLabelsCountNothing(OperatorTester loss) {
        loss.with("ignore_index", 7).on(f32(shape(3, 2), -1, -2, -3, -4, -5, -6), i64(shape(3), 0, 7, 1))
            .gives(f32(Shape.SCALAR, 3.5f)).agreesWithOnnxRuntime();
        loss.with("reduction", "sum").on(f32(shape(2, 2), -1, -2, -3, -4), i64(shape(2), 0, 1), f32(shape(2), 10, 1))
            .gives(f32(Shape.SCALAR, 14)).agreesWithOnnxRuntime();
    }

    @OperatorTest("NegativeLogLikelihoodLoss")
    void aLabelOutsideTheClassesIsAnError(OperatorTester loss) {
        loss.on(f32(shape(1, 2), -1, -2), i64(shape(1), 2)).fails("a label is none of the classes");
        loss.on(f32(shape(1, 2), -1, -2), i64(shape(1), 1L << 32)).fails("a label is none of the classes");
    }

    @OperatorTest("SoftmaxCrossEntropyLoss")
    void certaintyCostsNothing(OperatorTester loss) {
        loss.with("reduction", "none").on(f32(shape(2, 2), 100, -100, 0, 0), i64(shape(2), 0, 1)).gives(f32(shape(2), 0, 0.6931472f)).agreesWithOnnxRuntime();
    }
}
