package io.coracle.op.elementwise;

import static io.coracle.testing.Samples.f32;
import static io.coracle.testing.Samples.i32;
import static io.coracle.testing.Samples.i64;
import static io.coracle.testing.Samples.shape;

import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTest;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;

class ElementwiseOperatorsTest {
    private static final float NAN = Float.NaN;
    private static final float INF = Float.POSITIVE_INFINITY;

    private static Tensor bools(boolean... values) {
        return Tensor.booleans(shape(values.length), values);
    }

    private static Tensor of(DType type, long... values) {
        return Tensor.of(type, shape(values.length), values);
    }

    @OperatorTest("Add")
    void everyPairOfAxesBroadcasts(OperatorTester add) {
        Samples samples = Samples.of(1);
        int[][] shapes = {{}, {1}, {5}, {4, 1}, {1, 5}, {3, 1, 1}, {3, 4, 1}, {2, 1, 1, 5}, {2, 3, 4, 5}, {2, 1, 4, 1}, {20, 1, 4, 5}};
        for (int[] a : shapes) {
            for (int[] b : shapes) {
                boolean fits = a.length < 4 || b.length < 4 || a[0] == b[0];
                if (fits) {
                    add.on(samples.normal(a), samples.normal(b)).exactly().agreesWithOnnxRuntime();
                }
            }
        }
    }

    @OperatorTest("Mul")
    void longLinesAreSplitIntoBlocks(OperatorTester mul) {
        Samples samples = Samples.of(2);
        for (int size : new int[] {4095, 4096, 4097, 10000}) {
            mul.on(samples.normal(size), samples.normal(size)).exactly().agreesWithOnnxRuntime();
            mul.constant(1).on(samples.normal(size), f32(Shape.SCALAR, 0.3f)).exactly().agreesWithOnnxRuntime();
        }
    }

    @OperatorTest("Sub")
    void emptyTensorsGiveEmptyTensors(OperatorTester sub) {
        sub.on(f32(shape(0, 3)), f32(shape(1, 3), 1, 2, 3)).gives(f32(shape(0, 3)));
        sub.on(f32(shape(2, 0, 3)), f32(Shape.SCALAR, 1)).gives(f32(shape(2, 0, 3)));
    }

    @OperatorTest("Add")
    void shapesThatDoNotBroadcastAreRefused(OperatorTester add) {
        add.on(f32(shape(2), 1, 2), f32(shape(3), 1, 2, 3)).fails("shapes [2] and [3] do not broadcast to each other");
        add.on(f32(shape(1), 1), i64(shape(1), 1)).fails("inputs have different element types: [float32, int64]");
    }

    @OperatorTest("Div")
    void integersDivideTowardZeroAndUnsignedOnesWithoutASign(OperatorTester div) {
        div.on(i32(shape(4), 7, -7, 7, -7), i32(shape(4), 2, 2, -2, -2)).gives(i32(shape(4), 3, -3, -3, 3)).agreesWithOnnxRuntime();
        div.on(of(DType.U32, 0xffff_ffffL, 10), of(DType.U32, 2, 3)).gives(of(DType.U32, 0x7fff_ffffL, 3)).agreesWithOnnxRuntime();
        div.on(of(DType.U64, -1L, 10), of(DType.U64, 2, 3)).gives(of(DType.U64, Long.MAX_VALUE, 3)).agreesWithOnnxRuntime();
    }

    @OperatorTest("Add")
    void narrowIntegersWrap(OperatorTester add) {
        add.on(of(DType.U8, 200), of(DType.U8, 100)).gives(of(DType.U8, 44)).agreesWithOnnxRuntime();
        add.on(of(DType.I8, 100), of(DType.I8, 100)).gives(of(DType.I8, -56)).agreesWithOnnxRuntime();
    }

    @OperatorTest("Max")
    void theLargerOfNaNAndANumberIsNaN(OperatorTester max) {
        max.on(f32(shape(3), NAN, 1, NAN), f32(shape(3), 1, NAN, NAN)).gives(f32(shape(3), NAN, NAN, NAN)).agreesWithOnnxRuntime();
        max.on(of(DType.U32, 0xffff_fff0L, 1), of(DType.U32, 1, 2)).gives(of(DType.U32, 0xffff_fff0L, 2)).agreesWithOnnxRuntime();
    }

    @OperatorTest("Less")
    void comparisonsWithNaNAreFalseAndUnsignedNumbersHaveNoSign(OperatorTester less) {
        OperatorTester truth = less;
        truth.on(f32(shape(3), NAN, 1, -INF), f32(shape(3), 1, NAN, INF)).gives(bools(false, false, true)).agreesWithOnnxRuntime();
        truth.on(of(DType.U32, 1, 0xffff_ffffL), of(DType.U32, 0xffff_ffffL, 1)).gives(bools(true, false)).agreesWithOnnxRuntime();
    }

    @OperatorTest("Equal")
    void stringsAreCompared(OperatorTester equal) {
        equal.on(Tensor.strings(shape(2, 1), "a", "ü"), Tensor.strings(shape(2), "ü", "b"))
            .gives(Tensor.booleans(shape(2, 2), false, false, true, false));
    }

    @OperatorTest("Where")
    void stringsAreChosen(OperatorTester where) {
        where.on(bools(true, false), Tensor.strings(shape(1), "yes"), Tensor.strings(shape(2), "no", "never"))
            .gives(Tensor.strings(shape(2), "yes", "never"));
    }

    @OperatorTest("Mod")
    void theSignIsTheDivisorsUnlessFmodIsAsked(OperatorTester mod) {
        Tensor a = i32(shape(4), -7, 7, -7, 7);
        Tensor b = i32(shape(4), 3, -3, -3, 3);
        mod.on(a, b).gives(i32(shape(4), 2, -2, -1, 1)).agreesWithOnnxRuntime();
        mod.with("fmod", 1).on(a, b).gives(i32(shape(4), -1, 1, -1, 1)).agreesWithOnnxRuntime();
        mod.with("fmod", 1).on(f32(shape(3), -4.3f, 1e6f, 5), f32(shape(3), 2.1f, 0.7f, INF)).exactly().agreesWithOnnxRuntime();
    }

    @OperatorTest("Pow")
    void knownExponentsNeedNoLogarithm(OperatorTester pow) {
        Tensor x = f32(shape(4), -3, 0, 2, -INF);
        for (float exponent : new float[] {0, 1, 2, 3, -1, 0.5f, 2.5f, -2}) {
            pow.constant(1).on(x, f32(Shape.SCALAR, exponent)).within(1e-6, 0).agreesWithOnnxRuntime();
        }
    }

    @OperatorTest("Pow")
    void wholeNumbersHaveExactPowers(OperatorTester pow) {
        pow.on(i64(shape(5), 3, -2, 10, 0, 7), i64(shape(5), 20, 5, 18, 0, 0))
            .gives(i64(shape(5), 3486784401L, -32, 1_000_000_000_000_000_000L, 1, 1));
        pow.on(i32(shape(3), 5, 2, 9), f32(shape(3), 3, 10, 0.5f)).gives(i32(shape(3), 125, 1024, 3)).agreesWithOnnxRuntime();
    }

    @OperatorTest("BitShift")
    void shiftsByTheWidthGiveZero(OperatorTester shift) {
        shift.with("direction", "LEFT").on(of(DType.U8, 255, 1, 1), of(DType.U8, 1, 7, 8)).gives(of(DType.U8, 254, 128, 0));
        shift.with("direction", "RIGHT").on(of(DType.U64, -1, -1), of(DType.U64, 63, 64)).gives(of(DType.U64, 1, 0));
    }

    @OperatorTest("Clip")
    void limitsMayBeAbsentAndNaNStays(OperatorTester clip) {
        Tensor x = f32(shape(4), -5, 0.5f, 5, NAN);
        clip.on(x, f32(Shape.SCALAR, -1), f32(Shape.SCALAR, 1)).gives(f32(shape(4), -1, 0.5f, 1, NAN)).agreesWithOnnxRuntime();
        clip.on(x, OperatorTester.absent(), f32(Shape.SCALAR, 1)).gives(f32(shape(4), -5, 0.5f, 1, NAN)).agreesWithOnnxRuntime();
        clip.on(x, f32(Shape.SCALAR, -1)).gives(f32(shape(4), -1, 0.5f, 5, NAN)).agreesWithOnnxRuntime();
        clip.on(x).gives(x).agreesWithOnnxRuntime();
    }

    @OperatorTest(value = "Clip", opset = 6)
    void limitsWereAttributesBeforeOpset11(OperatorTester clip) {
        clip.with("min", -1f).with("max", 1f).on(f32(shape(3), -5, 0.5f, 5)).gives(f32(shape(3), -1, 0.5f, 1)).agreesWithOnnxRuntime();
    }

    @OperatorTest(value = "Add", opset = 6)
    void beforeOpset7AnAttributeSaysWhereTheSecondOperandBelongs(OperatorTester add) {
        add.with("broadcast", 1).with("axis", 1).on(f32(shape(1, 2, 3), 0, 0, 0, 0, 0, 0), f32(shape(2), 1, 2))
            .gives(f32(shape(1, 2, 3), 1, 1, 1, 2, 2, 2));
    }

    @OperatorTest("Cast")
    void floatsBecomeIntegersTowardZeroAndBooleansByBeingNonzero(OperatorTester cast) {
        Tensor x = f32(shape(4), -1.9f, 0, 0.5f, 300.7f);
        cast.with("to", 6).on(x).gives(i32(shape(4), -1, 0, 0, 300)).agreesWithOnnxRuntime();
        cast.with("to", 9).on(x).gives(bools(true, false, true, true)).agreesWithOnnxRuntime();
        cast.with("to", 1).on(of(DType.U64, -1, 1L << 63)).gives(f32(shape(2), 0x1p64f, 0x1p63f)).agreesWithOnnxRuntime();
        cast.with("to", 7).on(of(DType.U32, 0xffff_ffffL)).gives(i64(shape(1), 0xffff_ffffL)).agreesWithOnnxRuntime();
        cast.with("to", 13).on(f32(shape(2), 0x1p63f, 3)).gives(of(DType.U64, Long.MIN_VALUE, 3));
    }

    @OperatorTest("Cast")
    void numbersAreReadFromStringsAndWritten(OperatorTester cast) {
        cast.with("to", 1).on(Tensor.strings(shape(4), "1.5", "-INF", "NaN", "1e-3"))
            .gives(f32(shape(4), 1.5f, -INF, NAN, 1e-3f)).agreesWithOnnxRuntime();
        cast.with("to", 8).on(f32(shape(5), 1.5f, 1, 1e20f, INF, -0.25f))
            .gives(Tensor.strings(shape(5), "1.5", "1", "1e+20", "INF", "-0.25")).agreesWithOnnxRuntime();
        cast.with("to", 1).on(Tensor.strings(shape(1), "many")).fails("\"many\" is not a number");
    }

    @OperatorTest("PRelu")
    void slopesBroadcast(OperatorTester prelu) {
        prelu.on(f32(shape(2, 2), -1, 2, -3, 4), f32(shape(2), 0.5f, 9)).gives(f32(shape(2, 2), -0.5f, 2, -1.5f, 4)).agreesWithOnnxRuntime();
    }

    @OperatorTest("Exp")
    void halfPrecisionIsComputedInSingle(OperatorTester exp) {
        exp.on(Tensor.of(DType.F16, shape(3), 0, 1, -20.0)).gives(Tensor.of(DType.F16, shape(3), 1, Math.E, Math.exp(-20)));
        exp.on(Tensor.of(DType.BF16, shape(2), 0, 1.0)).gives(Tensor.of(DType.BF16, shape(2), 1, Math.E));
    }

    @OperatorTest("Gelu")
    void textsAreNoNumbers(OperatorTester gelu) {
        gelu.on(Tensor.strings(shape(1), "a")).fails("takes floats, not string");
    }
}
