package io.coracle.op.norm;

import static io.coracle.testing.Samples.f32;
import static io.coracle.testing.Samples.shape;

import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTest;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;

class NormOperatorsTest {
    @OperatorTest("LayerNormalization")
    void aConstantRowBecomesTheBias(OperatorTester norm) {
        norm.on(f32(shape(1, 3), 1e6f, 1e6f, 1e6f), f32(shape(3), 1, 1, 1), f32(shape(3), 1, 2, 3)).gives(f32(shape(1, 3), 1, 2, 3));
    }

    @OperatorTest("LayerNormalization")
    void aSmallVarianceBesideALargeMeanIsKept(OperatorTester norm) {
        norm.with("epsilon", 0f).on(f32(shape(1, 4), 4096, 4097, 4098, 4099), f32(shape(4), 1, 1, 1, 1)).within(1e-6, 0)
            .gives(f32(shape(1, 4), -1.3416408f, -0.44721362f, 0.44721362f, 1.3416408f));
    }

    @OperatorTest("LayerNormalization")
    void meanAndDeviationAreOutputsToo(OperatorTester norm) {
        Samples samples = Samples.of(1);
        norm.outputs(3).with("axis", 1)
            .on(samples.normal(2, 3, 50), samples.normal(3, 50), samples.normal(3, 50)).within(1e-4, 1e-5).agreesWithOnnxRuntime();
    }

    @OperatorTest("LayerNormalization")
    void scalesMayBroadcast(OperatorTester norm) {
        Tensor x = Samples.of(2).normal(2, 3, 8);
        norm.on(x, f32(shape(1), 2)).within(1e-4, 1e-5).agreesWithOnnxRuntime();
        norm.on(x, Samples.of(3).normal(2, 3, 8)).within(1e-4, 1e-5).agreesWithOnnxRuntime();
    }

    @OperatorTest("LayerNormalization")
    void aScaleOfAnotherLengthIsRefused(OperatorTester norm) {
        norm.on(f32(shape(1, 3), 1, 2, 3), f32(shape(2), 1, 1)).fails("do not broadcast");
    }

    @OperatorTest("BatchNormalization")
    void channelsAreShiftedAndScaledBySavedStatistics(OperatorTester norm) {
        norm.with("epsilon", 0f).on(f32(shape(1, 2, 2), 1, 2, 3, 4), f32(shape(2), 2, 3), f32(shape(2), 0, 1), f32(shape(2), 1, 3), f32(shape(2), 4, 9))
            .gives(f32(shape(1, 2, 2), 0, 1, 1, 2)).agreesWithOnnxRuntime();
    }

    @OperatorTest("BatchNormalization")
    void inTrainingTheBatchGivesTheStatistics(OperatorTester norm) {
        norm.with("training_mode", 1).with("epsilon", 0f).with("momentum", 0.5f).outputs(3)
            .on(f32(shape(2, 1, 2), 1, 3, 1, 3), f32(shape(1), 1), f32(shape(1), 0), f32(shape(1), 0), f32(shape(1), 3))
            .gives(f32(shape(2, 1, 2), -1, 1, -1, 1), f32(shape(1), 1), f32(shape(1), 2));
    }

    @OperatorTest(value = "GroupNormalization", opset = 21)
    void groupsThatDoNotFitAreRefused(OperatorTester norm) {
        norm.with("num_groups", 2).on(f32(shape(1, 3, 1), 1, 2, 3), f32(shape(3), 1, 1, 1), f32(shape(3), 0, 0, 0))
            .fails("3 channels do not fall into 2 groups");
    }

    @OperatorTest("LpNormalization")
    void aLineOfZerosStays(OperatorTester norm) {
        norm.on(f32(shape(2, 2), 3, 4, 0, 0)).gives(f32(shape(2, 2), 0.6f, 0.8f, 0, 0));
    }

    @OperatorTest("LRN")
    void channelsAtTheEdgeHaveFewerNeighbours(OperatorTester norm) {
        for (int size : new int[] {1, 3, 5}) {
            norm.with("size", size).with("alpha", 0.5f).on(Samples.of(size).normal(2, 4, 3, 5)).within(1e-5, 1e-6).agreesWithOnnxRuntime();
        }
    }
}
