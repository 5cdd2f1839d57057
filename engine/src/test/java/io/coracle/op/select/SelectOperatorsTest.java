package io.coracle.op.select;

import static io.coracle.testing.Samples.f32;
import static io.coracle.testing.Samples.i64;
import static io.coracle.testing.Samples.shape;

import io.coracle.tensor.DType;
import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;
import org.junit.jupiter.api.Test;

class SelectOperatorsTest {
    @Test
    void topOfLongRowsAgreesWithOnnxRuntime() {
        for (int seed = 0; seed < 20; seed++) {
            Samples samples = Samples.of(seed);
            // Few different values, so that many are equal.
            Tensor x = samples.integers(DType.F32, shape(3, 1 + samples.nextInt(200), 4), -5, 5);
            OperatorTester.of("TopK", 21).with("axis", 1).with("largest", samples.nextInt(2)).outputs(2).constant(1)
                .on(x, i64(shape(1), samples.nextInt(x.shape().dim(1) + 1))).exactly().agreesWithOnnxRuntime();
        }
    }

    @Test
    void integersThatDoublesConfuseAreToldApart() {
        long big = (1L << 53) + 1;
        OperatorTester.of("TopK", 21).outputs(2).constant(1).on(i64(shape(3), big - 1, big, big - 2), i64(shape(1), 1))
            .gives(i64(shape(1), big), i64(shape(1), 1));
    }

    @Test
    void moreThanThereIsCannotBeChosen() {
        OperatorTester.of("TopK", 21).outputs(2).constant(1).on(f32(shape(2), 1, 2), i64(shape(1), 3)).fails("k = 3");
    }

    @Test
    void differentStringsAreFoundInOrder() {
        OperatorTester.of("Unique", 21).outputs(4)
            .on(Tensor.strings(shape(4), "b", "a", "b", "c"))
            .gives(Tensor.strings(shape(3), "a", "b", "c"), i64(shape(3), 1, 0, 3), i64(shape(4), 1, 0, 1, 2), i64(shape(3), 1, 2, 1));
    }

    @Test
    void whatFollowsANumberThatDependsOnContentsStillRuns() {
        OperatorTester.of("NonZero", 21).on(f32(shape(2, 2), 0, 1, 2, 0)).gives(i64(shape(2, 2), 0, 1, 1, 0));
        OperatorTester.of("NonZero", 21).on(f32(shape(2, 0))).gives(i64(shape(2, 0)));
    }
}
