package io.coracle.op.move;

import static io.coracle.testing.Samples.f32;
import static io.coracle.testing.Samples.i32;
import static io.coracle.testing.Samples.i64;
import static io.coracle.testing.Samples.shape;

import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MoveOperatorsTest {
    private static final int OPSET = 21;

    private static OperatorTester operator(String name) {
        return OperatorTester.of(name, OPSET);
    }

    @Test
    void transposesOfEveryRankAndPermutationAgreeWithOnnxRuntime() {
        for (int seed = 0; seed < 40; seed++) {
            Samples samples = Samples.of(seed);
            int rank = 2 + seed % 4;
            List<Long> order = new ArrayList<>();
            for (long i = 0; i < rank; i++) {
                order.add(i);
            }
            Collections.shuffle(order, new Random(seed));
            DType dtype = new DType[] {DType.F32, DType.U8, DType.I64, DType.F16}[samples.nextInt(4)];
            Shape shape = samples.shapeOfRank(rank, rank < 4 ? 70 : 9);
            operator("Transpose").withInts("perm", order.stream().mapToLong(Long::longValue).toArray())
                .on(dtype.isFloat() ? samples.normal(dtype, shape) : samples.integers(dtype, shape, 0, 200))
                .exactly().agreesWithOnnxRuntime();
        }
    }

    @Test
    void slicesOfSeveralAxesAgreeWithOnnxRuntime() {
        for (int seed = 0; seed < 40; seed++) {
            Samples samples = Samples.of(seed);
            Tensor x = samples.integers(DType.I32, samples.shapeOfRank(3, 30), -1000, 1000);
            long[] starts = new long[3];
            long[] ends = new long[3];
            long[] steps = new long[3];
            for (int i = 0; i < 3; i++) {
                starts[i] = samples.nextInt(60) - 30;
                ends[i] = samples.nextInt(4) == 0 ? Long.MAX_VALUE : samples.nextInt(60) - 30;
                steps[i] = samples.nextInt(3) == 0 ? -1 - samples.nextInt(3) : 1 + samples.nextInt(3);
                ends[i] = steps[i] < 0 && ends[i] == Long.MAX_VALUE ? Long.MIN_VALUE : ends[i];
            }
            operator("Slice").constant(1, 2, 3, 4).on(x, i64(shape(3), starts), i64(shape(3), ends), i64(shape(3), 0, -2, 2), i64(shape(3), steps))
                .exactly().agreesWithOnnxRuntime();
        }
    }

    @Test
    void stringsAreMovedLikeNumbers() {
        Tensor words = Tensor.strings(shape(2, 3), "a", "b", "c", "d", "e", "f");
        operator("Transpose").on(words).gives(Tensor.strings(shape(3, 2), "a", "d", "b", "e", "c", "f"));
        operator("Concat").with("axis", 0).on(words, Tensor.strings(shape(1, 3), "x", "y", "z"))
            .gives(Tensor.strings(shape(3, 3), "a", "b", "c", "d", "e", "f", "x", "y", "z"));
        operator("Gather").with("axis", 1).on(words, i64(shape(2), -1, 0)).gives(Tensor.strings(shape(2, 2), "c", "a", "f", "d"));
    }

    @Test
    void packedNumbersAreMovedLikeOthers() {
        Tensor nibbles = Tensor.of(DType.I4, shape(3, 1), -8L, 3L, 7L);
        operator("Transpose").on(nibbles).gives(Tensor.of(DType.I4, shape(1, 3), -8L, 3L, 7L));
        operator("Pad").constant(1).on(nibbles, i64(shape(4), 1, 0, 0, 1))
            .gives(Tensor.of(DType.I4, shape(4, 2), 0L, 0L, -8L, 0L, 3L, 0L, 7L, 0L));
    }

    @Test
    void bytesOfSmallFloatsSurviveAMove() {
        Tensor x = Tensor.of(DType.F8E4M3FN, shape(2, 2), 1.0, -0.5, 448.0, Double.NaN);
        operator("Transpose").on(x).gives(Tensor.of(DType.F8E4M3FN, shape(2, 2), 1.0, 448.0, -0.5, Double.NaN));
    }

    @Test
    void tensorsWithoutElementsKeepTheirShapes() {
        Tensor none = f32(shape(2, 0, 3));
        operator("Transpose").withInts("perm", 2, 0, 1).on(none).gives(f32(shape(3, 2, 0)));
        operator("Concat").with("axis", 1).on(none, f32(shape(2, 1, 3), 1, 2, 3, 4, 5, 6)).gives(f32(shape(2, 1, 3), 1, 2, 3, 4, 5, 6));
        operator("Tile").constant(1).on(f32(shape(2), 1, 2), i64(shape(1), 0)).gives(f32(shape(0)));
        operator("Slice").constant(1, 2).on(f32(shape(3), 1, 2, 3), i64(shape(1), 2), i64(shape(1), 2)).gives(f32(shape(0)));
    }

    @Test
    void negativePadsCrop() {
        operator("Pad").constant(1).on(f32(shape(5), 1, 2, 3, 4, 5), i64(shape(2), -1, 2)).gives(f32(shape(6), 2, 3, 4, 5, 0, 0));
        operator("Pad").with("mode", "edge").constant(1).on(f32(shape(5), 1, 2, 3, 4, 5), i64(shape(2), -2, 1)).gives(f32(shape(4), 3, 4, 5, 5));
    }

    @Test
    void reflectionsOfReflectionsGoOn() {
        operator("Pad").with("mode", "reflect").constant(1).on(i32(shape(3), 1, 2, 3), i64(shape(2), 5, 4))
            .gives(i32(shape(12), 2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3));
    }

    @Test
    void shapesThatDoNotFitAreRefusedWithTheReason() {
        operator("Reshape").constant(1).on(f32(shape(6), 1, 2, 3, 4, 5, 6), i64(shape(2), 4, -1)).fails("cannot reshape [6] to [4, -1]");
        operator("Concat").with("axis", 0).on(f32(shape(1, 2), 1, 2), f32(shape(1, 3), 1, 2, 3)).fails("cannot join");
        operator("Transpose").withInts("perm", 0, 0).on(f32(shape(1, 2), 1, 2)).fails("no permutation");
        operator("Squeeze").constant(1).on(f32(shape(1, 2), 1, 2), i64(shape(1), 1)).fails("axis 1 of shape [1, 2] is not 1");
        operator("Slice").constant(1, 2, 3).on(f32(shape(2), 1, 2), i64(shape(1), 0), i64(shape(1), 1), i64(shape(1), 4)).fails("axis 4");
    }

    @Test
    void rangesOfHostileLengthsAreRefused() {
        operator("Range").constant(0, 1, 2).on(Tensor.of(DType.F32, Shape.SCALAR, 0.0), Tensor.of(DType.F32, Shape.SCALAR, 1e30),
            Tensor.of(DType.F32, Shape.SCALAR, 1e-30)).fails("no range");
        operator("ConstantOfShape").constant(0).on(i64(shape(2), 1L << 40, 1L << 40)).fails("out of range");
        operator("Tile").constant(1).on(f32(shape(2), 1, 2), i64(shape(1), Long.MAX_VALUE)).fails("cannot repeat");
    }
}
