package io.coracle.op.conv;

import static io.coracle.testing.Samples.f32;
import static io.coracle.testing.Samples.shape;

import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;
import org.junit.jupiter.api.Test;

class ConvolutionTest {
    private static final int OPSET = 19;

    /** A window over one to three axes, with everything that can be said of one. */
    private record Geometry(OperatorTester operator, int spatial, long[] kernel, int[] extents) {
        static Geometry random(String name, Samples samples, boolean dilated) {
            int spatial = 1 + samples.nextInt(3);
            int largest = spatial == 1 ? 40 : spatial == 2 ? 14 : 7;
            long[] kernel = new long[spatial];
            long[] strides = new long[spatial];
            long[] dilations = new long[spatial];
            long[] pads = new long[2 * spatial];
            int[] extents = new int[spatial];
            for (int i = 0; i < spatial; i++) {
                kernel[i] = 1 + samples.nextInt(4);
                strides[i] = 1 + samples.nextInt(3);
                dilations[i] = dilated ? 1 + samples.nextInt(2) : 1;
                pads[i] = samples.nextInt((int) kernel[i]);
                pads[spatial + i] = samples.nextInt((int) kernel[i]);
                extents[i] = (int) ((kernel[i] - 1) * dilations[i] + 1) + samples.nextInt(largest);
            }
            OperatorTester operator = OperatorTester.of(name, OPSET).withInts("kernel_shape", kernel).withInts("strides", strides);
            operator = dilated ? operator.withInts("dilations", dilations) : operator;
            // ONNX Runtime does not combine dilations with automatic padding.
            operator = switch (dilated ? 2 : samples.nextInt(4)) {
                case 0 -> operator.with("auto_pad", "SAME_UPPER");
                case 1 -> operator.with("auto_pad", "SAME_LOWER");
                default -> operator.withInts("pads", pads);
            };
            return new Geometry(operator, spatial, kernel, extents);
        }

        Shape input(int batch, int channels) {
            int[] dims = new int[2 + spatial];
            dims[0] = batch;
            dims[1] = channels;
            System.arraycopy(extents, 0, dims, 2, spatial);
            return Shape.of(dims);
        }

        Shape weights(int out, int in) {
            int[] dims = new int[2 + spatial];
            dims[0] = out;
            dims[1] = in;
            for (int i = 0; i < spatial; i++) {
                dims[2 + i] = (int) kernel[i];
            }
            return Shape.of(dims);
        }
    }

    @Test
    void convolutionsOfAnyGeometryAgreeWithOnnxRuntime() {
        for (int seed = 0; seed < 60; seed++) {
            Samples samples = Samples.of(seed);
            Geometry geometry = Geometry.random("Conv", samples, samples.nextInt(3) == 0);
            int groups = 1 + samples.nextInt(3);
            int in = groups * (1 + samples.nextInt(8));
            int out = groups * (1 + samples.nextInt(8));
            Tensor x = samples.normal(DType.F32, geometry.input(1 + samples.nextInt(2), in));
            Tensor w = samples.normal(DType.F32, geometry.weights(out, in / groups));
            Tensor b = samples.nextBoolean() ? samples.normal(out) : OperatorTester.absent();
            geometry.operator.with("group", groups).constant(1).on(x, w, b).within(1e-4, 1e-4).agreesWithOnnxRuntime();
        }
    }

    @Test
    void convolutionsThatBecomeProductsAgreeWithOnnxRuntime() {
        for (int seed = 0; seed < 30; seed++) {
            Samples samples = Samples.of(seed);
            Geometry geometry = Geometry.random("Conv", samples, samples.nextInt(3) == 0);
            int groups = 1 + samples.nextInt(2);
            Tensor x = samples.normal(DType.F32, geometry.input(1 + samples.nextInt(2), groups * 16));
            Tensor w = samples.normal(DType.F32, geometry.weights(groups * (8 + samples.nextInt(6)), 16));
            Tensor b = samples.nextBoolean() ? samples.normal(w.shape().dim(0)) : OperatorTester.absent();
            geometry.operator.with("group", groups).constant(samples.nextInt(2)).on(x, w, b).within(1e-4, 1e-4).agreesWithOnnxRuntime();
        }
    }

    @Test
    void largeColumnsAreWrittenOutRowsAtATime() {
        Samples samples = Samples.of(5);
        OperatorTester.of("Conv", OPSET).withInts("pads", 1, 1, 1, 1).constant(1)
            .on(samples.normal(1, 64, 70, 70), samples.normal(8, 64, 3, 3), samples.normal(8)).within(1e-3, 1e-3).agreesWithOnnxRuntime();
    }

    @Test
    void pointwiseConvolutionsAgreeWithOnnxRuntime() {
        for (int channels : new int[] {3, 8, 64}) {
            Samples samples = Samples.of(channels);
            OperatorTester.of("Conv", OPSET).constant(1).on(samples.normal(2, channels, 9, 11), samples.normal(12, channels, 1, 1), samples.normal(12))
                .within(1e-4, 1e-4).agreesWithOnnxRuntime();
            OperatorTester.of("Conv", OPSET).withInts("strides", 2, 2).constant(1)
                .on(samples.normal(2, channels, 9, 11), samples.normal(12, channels, 1, 1)).within(1e-4, 1e-4).agreesWithOnnxRuntime();
        }
    }

    @Test
    void transposedConvolutionsAgreeWithOnnxRuntime() {
        for (int seed = 0; seed < 40; seed++) {
            Samples samples = Samples.of(seed);
            int groups = 1 + samples.nextInt(2);
            int in = groups * (1 + samples.nextInt(4));
            int out = 1 + samples.nextInt(4);
            int stride = 1 + samples.nextInt(3);
            OperatorTester operator = OperatorTester.of("ConvTranspose", OPSET).with("group", groups).withInts("strides", stride, 1)
                .withInts("pads", samples.nextInt(2), samples.nextInt(2), samples.nextInt(2), samples.nextInt(2))
                .withInts("output_padding", samples.nextInt(stride), 0).withInts("dilations", 1, 1 + samples.nextInt(2));
            operator.constant(1).on(samples.normal(2, in, 2 + samples.nextInt(6), 2 + samples.nextInt(20)),
                samples.normal(in, out, 2 + samples.nextInt(2), 2 + samples.nextInt(2)), samples.normal(out * groups))
                .within(1e-4, 1e-4).agreesWithOnnxRuntime();
        }
    }

    @Test
    void poolingsOfAnyGeometryAgreeWithOnnxRuntime() {
        for (int seed = 0; seed < 60; seed++) {
            Samples samples = Samples.of(seed);
            boolean ceil = samples.nextInt(3) == 0;
            Geometry max = Geometry.random("MaxPool", samples, false);
            Tensor x = samples.normal(DType.F32, max.input(2, 3));
            max.operator.with("ceil_mode", ceil ? 1 : 0).outputs(2).on(x).exactly().agreesWithOnnxRuntime();
            Geometry mean = Geometry.random("AveragePool", samples, false);
            mean.operator.with("count_include_pad", samples.nextInt(2)).on(samples.normal(DType.F32, mean.input(2, 3)))
                .within(1e-5, 1e-6).agreesWithOnnxRuntime();
            Geometry norm = Geometry.random("LpPool", samples, false);
            norm.operator.with("p", 1 + samples.nextInt(3)).on(samples.normal(DType.F32, norm.input(2, 3)))
                .within(1e-4, 1e-5).agreesWithOnnxRuntime();
        }
    }

    @Test
    void poolingsOfBytesKnowTheirLowestValue() {
        OperatorTester.of("MaxPool", OPSET).withInts("kernel_shape", 2).withInts("pads", 1, 1)
            .on(Tensor.of(DType.I8, shape(1, 1, 3), -5L, -7L, -9L)).gives(Tensor.of(DType.I8, shape(1, 1, 4), -5L, -5L, -7L, -9L));
    }

    @Test
    void halvesAreSummedIn32Bits() {
        double[] ones = new double[4096];
        java.util.Arrays.fill(ones, 1);
        Tensor x = Tensor.of(DType.F16, shape(1, 4096, 1), ones);
        OperatorTester.of("Conv", OPSET).constant(1).on(x, Tensor.of(DType.F16, shape(1, 4096, 1), ones))
            .gives(Tensor.of(DType.F16, shape(1, 1, 1), 4096.0));
    }

    @Test
    void windowsThatDoNotFitAreRefused() {
        OperatorTester conv = OperatorTester.of("Conv", OPSET);
        conv.on(f32(shape(1, 1, 2), 1, 2), f32(shape(1, 1, 3), 1, 2, 3)).fails("a window of 3 does not fit an axis of 2");
        conv.on(f32(shape(1, 1, 2), 1, 2), f32(shape(1, 2, 1), 1, 2)).fails("do not fit input");
        conv.withInts("strides", 0).on(f32(shape(1, 1, 2), 1, 2), f32(shape(1, 1, 1), 1)).fails("strides [0]");
    }

    @Test
    void anEmptyBatchGivesAnEmptyBatch() {
        OperatorTester.of("Conv", OPSET).on(f32(shape(0, 1, 4)), f32(shape(2, 1, 3), 1, 2, 3, 4, 5, 6)).gives(f32(shape(0, 2, 2)));
    }
}
