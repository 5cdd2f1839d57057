package io.coracle.op.reduce;

import static io.coracle.testing.Samples.f32;
import static io.coracle.testing.Samples.i32;
import static io.coracle.testing.Samples.i64;
import static io.coracle.testing.Samples.shape;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import io.coracle.testing.OperatorTest;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;
import org.junit.jupiter.api.Test;

class ReduceOperatorsTest {
    private static final float NAN = Float.NaN;
    private static final float INF = Float.POSITIVE_INFINITY;

    @OperatorTest("ReduceSum")
    void everyChoiceOfAxesIsReduced(OperatorTester sum) {
        Tensor x = Samples.of(1).normal(2, 3, 4, 5);
        for (int mask = 0; mask < 16; mask++) {
            long[] axes = new long[Integer.bitCount(mask)];
            int count = 0;
            for (int axis = 0; axis < 4; axis++) {
                if ((mask >> axis & 1) != 0) {
                    axes[count++] = axis;
                }
            }
            sum.constant(1).with("keepdims", mask & 1).on(x, i64(shape(count), axes)).within(1e-5, 1e-5).agreesWithOnnxRuntime();
        }
    }

    @OperatorTest("ReduceMax")
    void linesAcrossBlocksAreWhole(OperatorTester max) {
        Samples samples = Samples.of(2);
        for (int width : new int[] {1, 511, 512, 513, 1500}) {
            max.constant(1).on(samples.normal(3, width), i64(shape(1), 0)).exactly().agreesWithOnnxRuntime();
            max.constant(1).on(samples.normal(2, 3, width), i64(shape(1), 1)).exactly().agreesWithOnnxRuntime();
            max.constant(1).on(samples.normal(width, 3), i64(shape(1), 1)).exactly().agreesWithOnnxRuntime();
        }
    }

    @OperatorTest("ReduceSum")
    void nothingSumsToZero(OperatorTester sum) {
        sum.constant(1).on(f32(shape(2, 0, 3)), i64(shape(1), 1)).gives(f32(shape(2, 1, 3), 0, 0, 0, 0, 0, 0));
        sum.constant(1).on(f32(shape(0, 3)), i64(shape(1), 1)).gives(f32(shape(0, 1)));
    }

    @OperatorTest(value = "ReduceMin", opset = 20)
    void extremesOfUnsignedAndOfBooleans(OperatorTester min) {
        min.on(Tensor.of(DType.U32, shape(2), 0xffff_fff0L, 0x7fff_ffffL)).gives(Tensor.of(DType.U32, shape(1), 0x7fff_ffffL));
        min.on(Tensor.booleans(shape(2), true, false)).gives(Tensor.booleans(shape(1), false));
        min.with("keepdims", 0).on(Tensor.of(DType.I8, shape(3), -3, 5, -100L)).gives(Tensor.of(DType.I8, Shape.SCALAR, -100L)).agreesWithOnnxRuntime();
    }

    @OperatorTest("ReduceMean")
    void wholeNumbersAreDivided(OperatorTester mean) {
        mean.on(i32(shape(3), 1, 2, 5)).gives(i32(shape(1), 2)).agreesWithOnnxRuntime();
    }

    @OperatorTest("ReduceLogSumExp")
    void largeAndInfiniteNumbersDoNotOverflow(OperatorTester reduce) {
        reduce.constant(1).on(f32(shape(3, 2), 1000, 1000, -INF, -INF, 1, INF), i64(shape(1), 1))
            .gives(f32(shape(3, 1), 1000.6931f, -INF, INF));
    }

    @OperatorTest(value = "ReduceSum", opset = 11)
    void axesWereAnAttribute(OperatorTester sum) {
        sum.withInts("axes", -1).with("keepdims", 0).on(f32(shape(2, 2), 1, 2, 3, 4)).gives(f32(shape(2), 3, 7)).agreesWithOnnxRuntime();
    }

    @OperatorTest("ReduceSum")
    void anAxisOutsideTheShapeIsRefused(OperatorTester sum) {
        sum.constant(1).on(f32(shape(2, 3), 0, 0, 0, 0, 0, 0), i64(shape(1), 2)).fails("axis 2 is outside shape [2, 3]");
        sum.constant(1).on(f32(shape(1, 1), 0), i64(shape(2), 0, -2)).fails("axis -2 is given twice");
    }

    @OperatorTest("ArgMax")
    void theFirstOrTheLastOfEqualsIsChosen(OperatorTester argmax) {
        OperatorTester places = argmax.with("keepdims", 0);
        Tensor x = f32(shape(2, 4), 1, 3, 3, 2, 5, 5, 5, 5);
        places.with("axis", 1).on(x).gives(i64(shape(2), 1, 0)).agreesWithOnnxRuntime();
        places.with("axis", 1).with("select_last_index", 1).on(x).gives(i64(shape(2), 2, 3)).agreesWithOnnxRuntime();
        places.with("axis", 0).on(x).gives(i64(shape(4), 1, 1, 1, 1)).agreesWithOnnxRuntime();
        places.with("axis", 0).on(f32(shape(3), 1, NAN, 3)).gives(i64(Shape.SCALAR, 1));
    }

    @OperatorTest("CumSum")
    void sumsRunBothWaysWithAndWithoutTheElement(OperatorTester cumsum) {
        Tensor x = i32(shape(2, 3), 1, 2, 3, 4, 5, 6);
        Tensor axis = i64(Shape.SCALAR, 1);
        cumsum.constant(1).on(x, axis).gives(i32(shape(2, 3), 1, 3, 6, 4, 9, 15)).agreesWithOnnxRuntime();
        cumsum.constant(1).with("reverse", 1).on(x, axis).gives(i32(shape(2, 3), 6, 5, 3, 15, 11, 6)).agreesWithOnnxRuntime();
        cumsum.constant(1).with("exclusive", 1).on(x, axis).gives(i32(shape(2, 3), 0, 1, 3, 0, 4, 9)).agreesWithOnnxRuntime();
        cumsum.constant(1).on(x, i64(Shape.SCALAR, 0)).gives(i32(shape(2, 3), 1, 2, 3, 5, 7, 9)).agreesWithOnnxRuntime();
    }

    @Test
    void onlyLinesWithElementsAlongTheLastAxisHaveFactors() {
        Softmax last = new Softmax(Softmax.Kind.SOFTMAX, -1, false);
        assertTrue(last.hasFactors(new TensorType(DType.F32, shape(2, 3))));
        assertTrue(new Softmax(Softmax.Kind.SOFTMAX, 1, true).hasFactors(new TensorType(DType.F32, shape(2, 3))));
        assertFalse(last.hasFactors(new TensorType(DType.F32, shape(2, 0))));
        assertFalse(last.hasFactors(new TensorType(DType.F16, shape(2, 3))));
        assertFalse(new Softmax(Softmax.Kind.SOFTMAX, 0, false).hasFactors(new TensorType(DType.F32, shape(2, 3))));
        assertFalse(new Softmax(Softmax.Kind.SOFTMAX, 0, true).hasFactors(new TensorType(DType.F32, shape(2, 3))));
        assertFalse(new Softmax(Softmax.Kind.LOG_SOFTMAX, -1, false).hasFactors(new TensorType(DType.F32, shape(2, 3))));
    }

    @OperatorTest("Softmax")
    void softmaxOfLargeLogitsDoesNotOverflow(OperatorTester softmax) {
        softmax.with("axis", -1).on(f32(shape(2, 3), 1e4f, 1e4f, -1e4f, 0f, 0f, 0f))
            .gives(f32(shape(2, 3), 0.5f, 0.5f, 0f, 1 / 3f, 1 / 3f, 1 / 3f)).agreesWithOnnxRuntime();
    }

    @OperatorTest("Softmax")
    void maskedPlacesGetNothing(OperatorTester softmax) {
        softmax.on(f32(shape(1, 4), 0, -INF, -3.4028235e38f, 0)).gives(f32(shape(1, 4), 0.5f, 0, 0, 0.5f)).agreesWithOnnxRuntime();
    }

    @OperatorTest("Softmax")
    void everyAxisIsALine(OperatorTester softmax) {
        Tensor x = Samples.of(3).normal(3, 17, 20);
        for (int axis = 0; axis < 3; axis++) {
            softmax.with("axis", axis).on(x).within(1e-5, 1e-7).agreesWithOnnxRuntime();
            softmax.with("axis", axis).on(Samples.of(4).normal(DType.F16, shape(3, 17, 20))).within(2e-3, 1e-4).agreesWithOnnxRuntime();
        }
    }

    @OperatorTest(value = "Softmax", opset = 11)
    void beforeOpset13AllAxesBehindAreOneLine(OperatorTester softmax) {
        softmax.with("axis", 1).on(f32(shape(1, 2, 2), 0, 0, 0, 0)).gives(f32(shape(1, 2, 2), 0.25f, 0.25f, 0.25f, 0.25f)).agreesWithOnnxRuntime();
    }
}
