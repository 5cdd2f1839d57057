package io.coracle.op.image;

import static io.coracle.testing.Samples.f32;
import static io.coracle.testing.Samples.i64;
import static io.coracle.testing.Samples.shape;

import io.coracle.tensor.DType;
import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;
import org.junit.jupiter.api.Test;

class ResizeTest {
    private static final String[] COORDINATES = {"half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"};

    @Test
    void sizesInEveryModeAgreeWithOnnxRuntime() {
        for (int seed = 0; seed < 120; seed++) {
            Samples samples = Samples.of(seed);
            String mode = new String[] {"nearest", "linear", "cubic"}[samples.nextInt(3)];
            OperatorTester resize = OperatorTester.of("Resize", 19).with("mode", mode)
                .with("coordinate_transformation_mode", COORDINATES[samples.nextInt(COORDINATES.length)]);
            if (mode.equals("nearest")) {
                resize = resize.with("nearest_mode",
                    new String[] {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"}[samples.nextInt(4)]);
            }
            if (mode.equals("cubic") && samples.nextBoolean()) {
                resize = resize.with("cubic_coeff_a", -0.5f).with("exclude_outside", 1);
            }
            Tensor x = samples.normal(1, 2, 2 + samples.nextInt(9), 2 + samples.nextInt(9));
            resize.constant(3).on(x, OperatorTester.absent(), OperatorTester.absent(),
                i64(shape(4), 1, 2, 1 + samples.nextInt(20), 1 + samples.nextInt(20))).within(1e-3, 1e-3).agreesWithOnnxRuntime();
        }
    }

    @Test
    void scalesAgreeWithOnnxRuntime() {
        for (int seed = 0; seed < 40; seed++) {
            Samples samples = Samples.of(seed);
            float[] factors = {0.5f, 0.6f, 0.8f, 1, 1.5f, 2, 3};
            OperatorTester.of("Resize", 19).with("mode", samples.nextBoolean() ? "nearest" : "linear").constant(2)
                .on(samples.normal(1, 2, 5, 8), OperatorTester.absent(),
                    f32(shape(4), 1, 1, factors[samples.nextInt(factors.length)], factors[samples.nextInt(factors.length)]))
                .within(1e-4, 1e-4).agreesWithOnnxRuntime();
        }
    }

    @Test
    void oneAxisIsResizedAlone() {
        OperatorTester.of("Resize", 18).with("mode", "linear").withInts("axes", 1).constant(3)
            .on(f32(shape(1, 2, 1), 0, 4), OperatorTester.absent(), OperatorTester.absent(), i64(shape(1), 4))
            .gives(f32(shape(1, 4, 1), 0, 1, 3, 4));
    }

    @Test
    void bytesAreInterpolatedAsNumbers() {
        OperatorTester.of("Resize", 18).with("mode", "linear").with("coordinate_transformation_mode", "align_corners").constant(3)
            .on(Tensor.of(DType.U8, shape(1, 1, 2), 0L, 255L), OperatorTester.absent(), OperatorTester.absent(), i64(shape(3), 1, 1, 3))
            .gives(Tensor.of(DType.U8, shape(1, 1, 3), 0L, 127L, 255L));
    }

    @Test
    void hostileSizesAreRefused() {
        OperatorTester.of("Resize", 18).constant(3)
            .on(f32(shape(1, 1), 1), OperatorTester.absent(), OperatorTester.absent(), i64(shape(2), 1L << 33, 1)).fails("out of range");
        OperatorTester.of("Resize", 18).constant(2).on(f32(shape(1, 1), 1), OperatorTester.absent(), f32(shape(2), 1, Float.NaN)).fails("cannot scale");
    }
}
