package io.coracle.jvm.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coracle.kernel.ByteProducts;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.KernelException;
import io.coracle.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MachineCompilerTest {
    @BeforeEach
    void needsTheProcessor() {
        assumeTrue(MachineCompiler.whyUnavailable().isEmpty(), () -> MachineCompiler.whyUnavailable().get());
    }

    private static Kernel doubled() {
        KernelBuilder k = new KernelBuilder("doubled");
        var in = k.input("in", DType.F32);
        var out = k.output("out", DType.F32);
        Expr n = k.parameter("n");
        k.parallel(n, i -> k.store(out, i, k.load(in, i).times(Expr.f32(2))));
        return k.build();
    }

    @Test
    void partsOfALoopTouchOnlyTheirOwnElements() {
        MachineKernel code = MachineCompiler.create("avx2").compile(doubled());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment in = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4, 5);
            MemorySegment out = arena.allocate(20, 4);
            MachineKernel.Binding binding = code.bind(new MemorySegment[] {in, out}, new int[] {5});

            assertEquals(5, Iterations.count(doubled(), new int[] {5}));
            binding.run(1, 3);
            assertEquals(List.of(0f, 4f, 6f, 0f, 0f), floats(out));
            binding.run(3, 5);
            assertEquals(List.of(0f, 4f, 6f, 8f, 10f), floats(out));
        }
    }

    private static List<Float> floats(MemorySegment segment) {
        return segment.elements(ValueLayout.JAVA_FLOAT).map(s -> s.get(ValueLayout.JAVA_FLOAT, 0)).toList();
    }

    @Test
    void aRequirementThatDoesNotHoldIsToldOnce() {
        KernelBuilder k = new KernelBuilder("checked");
        var in = k.input("in", DType.I32);
        k.serial(k.parameter("n"), i -> {
            k.require(k.load(in, i).lt(Expr.i32(10)), "an element is too large");
            k.require(k.load(in, i).ge(Expr.i32(0)), "an element is negative");
        });
        MachineKernel code = MachineCompiler.create("avx2").compile(k.build());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocateFrom(ValueLayout.JAVA_INT, 3, -1, 11);
            MachineKernel.Binding binding = code.bind(new MemorySegment[] {numbers}, new int[] {3});

            binding.run(0, 1);
            assertEquals("an element is negative", assertThrows(KernelException.class, binding::check).getMessage());
            binding.check();
        }
    }

    @Test
    void levelsHaveTheLanesOfTheirRegisters() {
        assertTrue(MachineCompiler.levels().contains("avx2"));
        assertEquals(8, MachineCompiler.create("avx2").target(1).lanes());
        assertEquals(ByteProducts.NARROW, MachineCompiler.create("avx2").target(1).bytes());
        assertEquals("unknown level \"sse\"; CORACLE_ISA takes avx2, avx2-vnni, avx512, avx512-vnni or avx512-bf16",
            assertThrows(IllegalArgumentException.class, () -> MachineCompiler.create("sse")).getMessage());
    }

    @Test
    void noPageIsWritableAndExecutable() throws Exception {
        Path maps = Path.of("/proc/self/maps");
        assumeTrue(Files.exists(maps), "needs /proc");
        long before = writableAndExecutable(maps);
        MachineKernel code = MachineCompiler.create().compile(doubled());
        assertEquals(before, writableAndExecutable(maps), () -> "after the compilation of " + code);
    }

    /** The JVM's own code cache has such pages; ours must not add to them. */
    private static long writableAndExecutable(Path maps) throws Exception {
        try (var lines = Files.lines(maps)) {
            return lines.filter(line -> line.contains(" rwx")).count();
        }
    }
}
