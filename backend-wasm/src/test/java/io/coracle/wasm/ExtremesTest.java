package io.coracle.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coracle.backend.CompiledKernel.Place;
import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Vectorize;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Smallest and largest of many floats, as Java's {@code min} and {@code max} have them. */
class ExtremesTest {
    private static final int LONGEST = 150;

    private final WasmBackend backend = new WasmBackend(new EndiveHost());
    private final WasmMemory x = backend.allocate(4L * LONGEST);
    private final WasmMemory y = backend.allocate(8);
    private final Kernel kernel = Vectorize.apply(extremes(), backend.target());

    private static Kernel extremes() {
        KernelBuilder k = new KernelBuilder("extremes");
        Buffer x = k.input("x", DType.F32);
        Buffer y = k.output("y", DType.F32);
        Expr n = k.parameter("n");
        Expr.Var low = k.accumulator("low", k.load(x, Expr.i32(0)));
        Expr.Var high = k.accumulator("high", k.load(x, Expr.i32(0)));
        k.vector(n, i -> {
            Expr value = k.let("value", k.load(x, i));
            k.assign(low, low.min(value));
            k.assign(high, high.max(value));
        });
        k.store(y, Expr.i32(0), low);
        k.store(y, Expr.i32(1), high);
        return k.build();
    }

    private void check(float... values) {
        float low = values[0];
        float high = values[0];
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        x.write(0, Tensor.floats(Shape.of(values.length), values).bytes());
        backend.compile(kernel).bind(List.of(new Place(x, 0, 4L * values.length), new Place(y, 0, 8)), new int[] {values.length}).run();
        Bytes found = y.read(0, 8);
        assertEquals(low, found.f32(0), () -> "smallest of " + values.length);
        assertEquals(high, found.f32(4), () -> "largest of " + values.length);
    }

    /** So many times one value, and another in one place. */
    private static float[] values(int length, float all, int at, float one) {
        float[] values = new float[length];
        Arrays.fill(values, all);
        values[at] = one;
        return values;
    }

    @Test
    void nanIsNeverLost() {
        for (int at = 0; at < LONGEST; at++) {
            check(values(LONGEST, 1, at, Float.NaN));
            check(values(LONGEST, 1, at, Float.intBitsToFloat(0xffc00000)));
        }
    }

    @Test
    void minusZeroIsBelowZero() {
        for (int at = 0; at < LONGEST; at++) {
            check(values(LONGEST, -0f, at, 0f));
            check(values(LONGEST, 0f, at, -0f));
        }
        check(values(LONGEST, -0f, 0, -0f));
    }

    @Test
    void anyLength() {
        for (int length = 1; length <= LONGEST; length++) {
            check(values(length, 3, length - 1, -length));
            check(values(length, -3, length / 2, Float.POSITIVE_INFINITY));
        }
    }
}
