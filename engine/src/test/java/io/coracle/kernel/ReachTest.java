package io.coracle.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.kernel.Stmt.Mode;
import io.coracle.tensor.DType;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReachTest {
    private final KernelBuilder k = new KernelBuilder("test");
    private final Buffer in = k.input("in", DType.F32);
    private final Buffer out = k.output("out", DType.F32);
    private final Expr.Var n = k.parameter("n");

    private Optional<String> violation(long elements, int argument) {
        return Reach.violation(k.build(), new long[] {elements, elements}, new int[] {argument});
    }

    @Test
    void aLoopOverTheWholeBufferStaysInside() {
        k.vector(n, i -> k.store(out, i, k.load(in, i)));
        assertEquals(Optional.empty(), violation(10, 10));
    }

    @Test
    void oneElementTooManyIsFound() {
        k.vector(n, i -> k.store(out, i, k.load(in, i.plus(1))));
        String message = violation(10, 10).orElseThrow();
        assertTrue(message.contains("in#0") && message.contains("which has 10"), message);
    }

    @Test
    void anIndexBelowTheBufferIsFound() {
        k.vector(n, i -> k.store(out, i, k.load(in, i.minus(1))));
        assertTrue(violation(10, 10).isPresent());
    }

    @Test
    void aShorterLastBlockIsUnderstood() {
        k.parallel(n.plus(7).over(8), block -> {
            Expr start = k.let("start", block.times(8));
            k.vector(n.minus(start).min(Expr.i32(8)), i -> k.store(out, start.plus(i), k.load(in, start.plus(i))));
        });
        assertEquals(Optional.empty(), violation(13, 13));
        assertTrue(violation(12, 13).isPresent());
    }

    @Test
    void wholeRegistersAndARestUnderAMaskAreUnderstood() {
        k.loop("i", Expr.i32(0), n, 16, Mode.SERIAL,
            i -> k.store(out, i, k.load(in, i, 16, n.minus(i)), n.minus(i)));
        assertEquals(Optional.empty(), violation(17, 17));
        assertTrue(violation(16, 17).isPresent());
    }

    @Test
    void aTriangularLoopIsUnderstood() {
        k.serial(n, i -> k.serial(i.plus(1), j -> k.store(out, i.times(i.plus(1)).over(2).min(Expr.i32(0)).plus(j), k.load(in, j))));
        assertEquals(Optional.empty(), violation(5, 5));
    }

    @Test
    void loadedIndexesMustBeClamped() {
        KernelBuilder gather = new KernelBuilder("gather");
        Buffer indexes = gather.input("indexes", DType.I64);
        Buffer data = gather.input("data", DType.F32);
        Buffer result = gather.output("result", DType.F32);
        Expr index = gather.load(indexes, Expr.i32(0)).max(Expr.i64(0)).min(Expr.i64(9)).cast(Scalar.I32);
        gather.store(result, Expr.i32(0), gather.load(data, index));
        assertEquals(Optional.empty(), Reach.violation(gather.build(), new long[] {1, 10, 1}, new int[0]));

        KernelBuilder careless = new KernelBuilder("careless");
        Buffer where = careless.input("indexes", DType.I64);
        Buffer from = careless.input("data", DType.F32);
        Buffer to = careless.output("result", DType.F32);
        careless.store(to, Expr.i32(0), careless.load(from, careless.load(where, Expr.i32(0)).cast(Scalar.I32)));
        assertTrue(Reach.violation(careless.build(), new long[] {1, 10, 1}, new int[0]).isPresent());
    }

    @Test
    void aConditionNarrowsALoopVariable() {
        k.serial(n.plus(5), i -> k.when(i.lt(n), () -> k.store(out, i, k.load(in, i))));
        assertEquals(Optional.empty(), violation(10, 10));
        assertTrue(violation(9, 10).isPresent());
    }

    @Test
    void aLoopThatNeverRunsReachesNothing() {
        k.serial(n, i -> k.store(out, i.plus(100), k.load(in, i)));
        assertEquals(Optional.empty(), violation(0, 0));
    }

    @Test
    void arithmeticThatCouldWrapAroundIsNotTrusted() {
        k.serial(n, i -> k.store(out, i.times(1 << 20).times(1 << 12).modulo(10), k.load(in, i)));
        assertTrue(violation(1000, 1000).isPresent());
    }

    @Test
    void aMinimumOfWhatCouldWrapAroundIsNotTrusted() {
        k.serial(n, i -> k.store(out, i.times(1 << 20).times(1 << 12).min(Expr.i32(5)), k.load(in, i)));
        assertTrue(violation(1000, 1000).isPresent());
    }

    @Test
    void aLoopBoundThatCouldWrapAroundIsNotTrusted() {
        k.serial(n, i -> k.serial(i.times(1 << 20).times(1 << 12).over(1), j -> k.store(out, j, k.load(in, i))));
        assertTrue(violation(1000, 1000).isPresent());
    }
}
