package io.coracle.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.kernel.Interpreter.Cells;
import io.coracle.tensor.DType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorizeTest {
    private static final Target MASKED = new Target("masked", 16, 32, 1, true, false, false);
    private static final Target PLAIN = new Target("plain", 4, 16, 1, false, false, false);

    private record FloatCells(float[] values) implements Cells {
        @Override
        public long get(int byteIndex, int bytes) {
            return Float.floatToRawIntBits(values[byteIndex / 4]) & 0xffff_ffffL;
        }

        @Override
        public void set(int byteIndex, int bytes, long bits) {
            values[byteIndex / 4] = Float.intBitsToFloat((int) bits);
        }
    }

    private static float[] run(Kernel kernel, float[] input, int outputs, int n) {
        float[] output = new float[outputs];
        Interpreter.run(kernel, List.of(new FloatCells(input), new FloatCells(output)), new int[] {n});
        return output;
    }

    private static float[] numbers(int n) {
        Random random = new Random(n);
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = random.nextInt(-100, 100);
        }
        return numbers;
    }

    private static Kernel chain() {
        KernelBuilder k = new KernelBuilder("chain");
        Buffer in = k.input("in", DType.F32);
        Buffer out = k.output("out", DType.F32);
        Expr n = k.parameter("n");
        k.vector(n, i -> {
            Expr x = k.let("x", k.load(in, i).times(Expr.f32(2)).plus(k.load(in, Expr.i32(0))));
            Expr.Var at = k.let("at", i.plus(1));
            k.store(out, at, x.gt(Expr.f32(0)).select(x, x.times(Expr.f32(0.5f))));
        });
        return k.build();
    }

    private static Kernel reductions() {
        KernelBuilder k = new KernelBuilder("reductions");
        Buffer in = k.input("in", DType.F32);
        Buffer out = k.output("out", DType.F32);
        Expr n = k.parameter("n");
        Expr.Var sum = k.accumulator("sum", Expr.f32(7));
        Expr.Var max = k.accumulator("max", Expr.f32(-50));
        Expr.Var squares = k.accumulator("squares", Expr.f32(0));
        k.vector(n, i -> {
            Expr x = k.load(in, i);
            k.assign(sum, sum.plus(x));
            k.assign(max, max.max(x));
            k.assign(squares, x.fma(x, squares));
        });
        k.store(out, Expr.i32(0), sum);
        k.store(out, Expr.i32(1), max);
        k.store(out, Expr.i32(2), squares);
        return k.build();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 15, 16, 17, 63, 64, 65, 200})
    void elementwiseWorkGivesTheSameBits(int n) {
        for (Target target : List.of(MASKED, PLAIN)) {
            Kernel vectorized = Vectorize.apply(chain(), target);
            assertTrue(vectorized.print().contains("f32x" + target.lanes()), vectorized.print());
            assertArrayEquals(run(chain(), numbers(n), n + 1, n), run(vectorized, numbers(n), n + 1, n));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 16, 63, 64, 65, 130, 257})
    void reductionsOfWholeNumbersAreExact(int n) {
        for (Target target : List.of(MASKED, PLAIN)) {
            assertArrayEquals(run(reductions(), numbers(n), 3, n), run(Vectorize.apply(reductions(), target), numbers(n), 3, n));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 64, 100})
    void vectorizedLoopsAreProvedToStayInside(int n) {
        for (Target target : List.of(MASKED, PLAIN)) {
            assertEquals(java.util.Optional.empty(),
                Reach.violation(Vectorize.apply(chain(), target), new long[] {Math.max(n, 1), n + 1}, new int[] {n}));
        }
    }

    @Test
    void aLoopThatGathersStaysScalar() {
        KernelBuilder k = new KernelBuilder("strided");
        Buffer in = k.input("in", DType.F32);
        Buffer out = k.output("out", DType.F32);
        Expr n = k.parameter("n");
        k.vector(n, i -> k.store(out, i, k.load(in, i.times(3))));
        Kernel kernel = k.build();
        assertEquals(kernel, Vectorize.apply(kernel, MASKED));
    }
}
