package io.coracle.op.quant;

import static io.coracle.testing.Samples.f32;
import static io.coracle.testing.Samples.i32;
import static io.coracle.testing.Samples.shape;

import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTest;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;

class QuantOperatorsTest {
    private static Tensor u8(Shape shape, long... values) {
        return Tensor.of(DType.U8, shape, values);
    }

    private static Tensor i8(Shape shape, long... values) {
        return Tensor.of(DType.I8, shape, values);
    }

    @OperatorTest("QuantizeLinear")
    void halvesRoundToEvenAndLargeNumbersSaturate(OperatorTester quantize) {
        quantize.on(f32(shape(8), 0.5f, 1.5f, 2.5f, -0.5f, 1000, -1000, 3e38f, Float.NEGATIVE_INFINITY), f32(Shape.SCALAR, 1), u8(Shape.SCALAR, 10))
            .gives(u8(shape(8), 10, 12, 12, 10, 255, 0, 255, 0)).agreesWithOnnxRuntime();
        quantize.on(f32(shape(4), 0.5f, 126.5f, 200, -200), f32(Shape.SCALAR, 1), i8(Shape.SCALAR, 0))
            .gives(i8(shape(4), 0, 126, 127, -128)).agreesWithOnnxRuntime();
    }

    @OperatorTest("QuantizeLinear")
    void narrowTypesAreQuantisedToo(OperatorTester quantize) {
        quantize.on(f32(shape(4), 0.5f, 1.6f, 100, -100), f32(Shape.SCALAR, 1), Tensor.of(DType.I4, Shape.SCALAR, 0L))
            .gives(Tensor.of(DType.I4, shape(4), 0, 2, 7, -8L));
    }

    @OperatorTest("DequantizeLinear")
    void scalesBelongToAnAxisOrToBlocks(OperatorTester dequantize) {
        Tensor x = i8(shape(2, 4), 1, 2, 3, 4, 5, 6, 7, 8);
        OperatorTester floats = dequantize;
        floats.with("axis", 0).on(x, f32(shape(2), 1, 10), i8(shape(2), 1, 0)).gives(f32(shape(2, 4), 0, 1, 2, 3, 50, 60, 70, 80)).agreesWithOnnxRuntime();
        floats.with("axis", 1).with("block_size", 2).on(x, f32(shape(2, 2), 1, 10, 100, 1000))
            .gives(f32(shape(2, 4), 1, 2, 30, 40, 500, 600, 7000, 8000)).agreesWithOnnxRuntime();
        floats.on(x, f32(shape(3), 1, 1, 1)).fails("does not fit axis 1 of shape [2, 4]");
    }

    @OperatorTest("DynamicQuantizeLinear")
    void theRangeIncludesZero(OperatorTester quantize) {
        OperatorTester three = quantize.outputs(3);
        three.on(f32(shape(3), 1, 2, 255)).exactly().gives(u8(shape(3), 1, 2, 255), f32(Shape.SCALAR, 1), u8(Shape.SCALAR, 0)).agreesWithOnnxRuntime();
        three.on(f32(shape(2), 0, 0)).exactly().gives(u8(shape(2), 0, 0), f32(Shape.SCALAR, 1), u8(Shape.SCALAR, 0)).agreesWithOnnxRuntime();
        three.on(f32(shape(2), -255, -1)).exactly().gives(u8(shape(2), 0, 254), f32(Shape.SCALAR, 1), u8(Shape.SCALAR, 255)).agreesWithOnnxRuntime();
        three.on(f32(shape(3), -0f, 0, -0f)).exactly().gives(u8(shape(3), 0, 0, 0), f32(Shape.SCALAR, 1), u8(Shape.SCALAR, 0)).agreesWithOnnxRuntime();
        three.on(f32(shape(5), -1e-30f, -51, -1e-40f, 204, 1e-40f)).exactly()
            .gives(u8(shape(5), 51, 0, 51, 255, 51), f32(Shape.SCALAR, 1), u8(Shape.SCALAR, 51)).agreesWithOnnxRuntime();
    }

    @OperatorTest("DynamicQuantizeLinear")
    void everyBitIsThatOfOnnxRuntime(OperatorTester quantize) {
        OperatorTester three = quantize.outputs(3);
        for (int seed = 0; seed < 40; seed++) {
            Samples samples = Samples.of(seed);
            Shape shape = shape(1 + seed * 131);
            three.on(seed % 2 == 0 ? samples.normal(DType.F32, shape) : samples.uniform(DType.F32, shape, -1e-3 * seed, 7.3)).exactly().agreesWithOnnxRuntime();
        }
    }

    @OperatorTest("MatMulInteger")
    void zeroPointsBelongToRowsAndColumns(OperatorTester product) {
        Tensor a = u8(shape(2, 3), 1, 2, 3, 255, 0, 128);
        Tensor b = i8(shape(3, 2), 1, -128, 0, 127, 5, 5);
        OperatorTester sums = product;
        sums.on(a, b).gives(i32(shape(2, 2), 16, 141, 895, -32000)).agreesWithOnnxRuntime();
        sums.on(a, b, u8(shape(2), 1, 128), i8(shape(2), 1, -1)).gives(i32(shape(2, 2), 7, 140, 128, -32513));
        sums.on(a, b, u8(Shape.SCALAR, 10), i8(shape(2), 3, -4)).agreesWithOnnxRuntime();
    }

    @OperatorTest("QLinearMatMul")
    void productsAreQuantisedAgain(OperatorTester product) {
        Samples samples = Samples.of(5);
        product.on(samples.integers(DType.U8, shape(2, 5, 40), 0, 255), f32(Shape.SCALAR, 0.02f), u8(Shape.SCALAR, 100),
            samples.integers(DType.I8, shape(40, 7), -128, 127),
            f32(shape(7), 0.01f, 0.02f, 0.03f, 0.04f, 0.05f, 0.06f, 0.07f), i8(shape(7), 0, 0, 0, 0, 0, 0, 0),
            f32(Shape.SCALAR, 0.9f), u8(Shape.SCALAR, 120)).exactly().agreesWithOnnxRuntime();
    }

    @OperatorTest("QLinearConv")
    void channelsHaveTheirOwnScales(OperatorTester conv) {
        Samples samples = Samples.of(6);
        conv.withInts("pads", 1, 1, 1, 1).withInts("strides", 2, 1)
            .on(samples.integers(DType.U8, shape(2, 3, 7, 6), 0, 255), f32(Shape.SCALAR, 0.02f), u8(Shape.SCALAR, 100),
            samples.integers(DType.I8, shape(4, 3, 3, 3), -128, 127), f32(shape(4), 0.01f, 0.02f, 0.03f, 0.04f), i8(shape(4), 0, 0, 0, 0),
            f32(Shape.SCALAR, 0.5f), u8(Shape.SCALAR, 120), i32(shape(4), 1000, -1000, 0, 7)).exactly().agreesWithOnnxRuntime();
    }
}
