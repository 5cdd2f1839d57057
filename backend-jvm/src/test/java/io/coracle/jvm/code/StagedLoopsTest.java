package io.coracle.jvm.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Functions;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Stmt;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class StagedLoopsTest {
    private static Kernel elementwise(UnaryOperator<Expr> function) {
        KernelBuilder k = new KernelBuilder("elementwise");
        Buffer x = k.input("x", DType.F32);
        Buffer y = k.output("y", DType.F32);
        k.vector(k.parameter("n"), v -> k.store(y, v, function.apply(k.load(x, v))));
        return k.build();
    }

    private static List<Stmt.For> vectorLoops(List<Stmt> body) {
        List<Stmt.For> loops = new ArrayList<>();
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.For loop when loop.mode() == Stmt.Mode.VECTOR -> loops.add(loop);
                case Stmt.For loop -> loops.addAll(vectorLoops(loop.body()));
                case Stmt.If branch -> {
                    loops.addAll(vectorLoops(branch.then()));
                    loops.addAll(vectorLoops(branch.otherwise()));
                }
                default -> {}
            }
        }
        return loops;
    }

    @Test
    void elementsAreCopiedInComputedOnArraysAndCopiedOut() {
        List<Stmt.For> loops = vectorLoops(StagedLoops.apply(elementwise(x -> x.times(x))).body());
        assertEquals(3, loops.size());
        assertTrue(BulkCopy.of(loops.get(0)).isPresent());
        assertTrue(ArrayLoop.of(loops.get(1)).orElseThrow().isSmall());
        assertTrue(BulkCopy.of(loops.get(2)).isPresent());
    }

    @Test
    void bitsOfTheExponentialGoThroughACopyBetweenLoopsThatVectorise() {
        List<Stmt.For> loops = vectorLoops(StagedLoops.apply(elementwise(Functions::exp)).body());
        for (Stmt.For loop : loops) {
            assertTrue(BulkCopy.of(loop).isPresent() || ArrayLoop.of(loop).orElseThrow().isSmall());
        }
    }

    @Test
    void selectionsStandInLoopsOfTheirOwn() {
        Kernel staged = StagedLoops.apply(elementwise(x -> {
            Expr y = Functions.erf(x);
            return x.lt(Expr.f32(0)).select(y, Functions.erf(y.plus(x)));
        }));
        long packed = vectorLoops(staged.body()).stream().map(ArrayLoop::of).flatMap(java.util.Optional::stream).filter(ArrayLoop::packed).count();
        long scalar = vectorLoops(staged.body()).stream().map(ArrayLoop::of).flatMap(java.util.Optional::stream).filter(a -> !a.packed()).count();
        assertTrue(packed >= 2, staged.print());
        assertEquals(1, scalar, staged.print());
    }

    @Test
    void loopsTooLongForC2AreCut() {
        List<Stmt.For> loops = vectorLoops(StagedLoops.apply(elementwise(x -> Functions.erf(Functions.erf(Functions.erf(x))))).body());
        assertTrue(loops.size() > 3);
        loops.forEach(loop -> assertTrue(BulkCopy.of(loop).isPresent() || ArrayLoop.of(loop).orElseThrow().isSmall()));
    }

    @Test
    void aLoopThatReadsWhatItWroteStaysAsItIs() {
        KernelBuilder k = new KernelBuilder("dependent");
        Buffer y = k.output("y", DType.F32);
        k.vector(k.parameter("n"), v -> {
            k.store(y, v, Expr.f32(1));
            k.store(y, v.plus(1000), k.load(y, v).plus(Expr.f32(1)));
        });
        assertTrue(vectorLoops(StagedLoops.apply(k.build()).body()).isEmpty());
    }

    @Test
    void tilesOfAProductAreLeftAlone() {
        KernelBuilder k = new KernelBuilder("tile");
        Buffer b = k.packed("b", DType.F32, 768);
        Buffer out = k.output("out", DType.F32);
        Buffer tile = k.local("tile", DType.F32, 384);
        k.serial(k.parameter("k"), g -> {
            Expr from = k.let("from", g.times(768));
            k.vector(Expr.i32(384), v -> k.store(tile, v,
                k.load(b, from.plus(v)).fma(Expr.f32(2), k.load(b, from.plus(v).plus(384)).fma(Expr.f32(3), k.load(tile, v)))));
        });
        k.vector(Expr.i32(384), v -> k.store(out, v, k.load(tile, v)));
        Kernel kernel = k.build();
        Kernel staged = StagedLoops.apply(kernel);
        assertEquals(kernel.print(), staged.print());
        assertFalse(ArrayLoop.of(vectorLoops(staged.body()).getFirst()).orElseThrow().chunks().isEmpty());
    }
}
