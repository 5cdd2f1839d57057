package io.coracle.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.backend.Backend;
import io.coracle.backend.CompiledKernel;
import io.coracle.backend.CompiledKernel.Place;
import io.coracle.backend.Memory;
import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.KernelException;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmBackendTest {
    /** y[i] = x[i] + 1 in parallel strips of 1000, for x that must be positive. */
    private static Kernel increment() {
        KernelBuilder k = new KernelBuilder("increment");
        Buffer x = k.input("x", DType.F32);
        Buffer y = k.output("y", DType.F32);
        Expr n = k.parameter("n");
        k.parallel(n.over(1000), p -> k.vector(Expr.i32(1000), v -> {
            Expr at = p.times(1000).plus(v);
            Expr value = k.let("value", k.load(x, at));
            k.require(value.ge(Expr.f32(0)), "x must not be negative");
            k.store(y, at, value.plus(Expr.f32(1)));
        }));
        return k.build();
    }

    private static Bytes floats(int count, float value) {
        byte[] bytes = new byte[4 * count];
        int bits = Float.floatToRawIntBits(value);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (bits >> 8 * (i % 4));
        }
        return Bytes.of(bytes);
    }

    @Test
    void memoryInUseIsWhatWasAllocatedAndNotClosed() {
        long before = JvmBackends.memoryInUse();
        try (Backend backend = JvmBackend.bytecode(1); Memory memory = backend.allocate(5000)) {
            assertEquals(before + memory.size(), JvmBackends.memoryInUse());
        }
        assertEquals(before, JvmBackends.memoryInUse());
    }

    @Test
    void threadsShareAParallelLoop() {
        int n = 200_000;
        try (Backend backend = JvmBackend.bytecode(3); Memory x = backend.constant(floats(n, 2)); Memory y = backend.allocate(4L * n)) {
            backend.compile(increment()).bind(List.of(new Place(x, 0, 4L * n), new Place(y, 0, 4L * n)), new int[] {n}).run();
            for (int i = 0; i < n; i++) {
                assertEquals(3, y.read(4L * i, 4).f32(0));
            }
        }
    }

    @Test
    void aBrokenRequirementIsThrownAndTheCallCanRunAgain() {
        try (Backend backend = JvmBackend.bytecode(2); Memory x = backend.allocate(4000); Memory y = backend.allocate(4000)) {
            CompiledKernel.Call call = backend.compile(increment()).bind(List.of(new Place(x, 0, 4000), new Place(y, 0, 4000)), new int[] {1000});
            x.write(0, floats(1000, -1));
            KernelException e = assertThrows(KernelException.class, call::run);
            assertEquals("x must not be negative", e.getMessage());
            x.write(0, floats(1000, 1));
            call.run();
            assertEquals(2, y.read(0, 4).f32(0));
        }
    }

    @Test
    void codeCannotLeaveThePlacesOfItsBuffers() {
        try (Backend backend = JvmBackend.bytecode(1); Memory x = backend.allocate(8000); Memory y = backend.allocate(8000)) {
            CompiledKernel.Call call = backend.compile(increment()).bind(List.of(new Place(x, 0, 8000), new Place(y, 0, 4000)), new int[] {2000});
            assertThrows(IndexOutOfBoundsException.class, call::run);
        }
    }

    @Test
    void equalKernelsAreCompiledOnce() {
        try (Backend backend = JvmBackend.bytecode(1)) {
            assertSame(backend.compile(increment()), backend.compile(increment()));
        }
    }

    @Test
    void mappedFilesAreWeightsInPlace(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("weights");
        Files.write(file, floats(2000, 5).toArray());
        try (Arena arena = Arena.ofShared(); Backend backend = JvmBackend.bytecode(1); Memory y = backend.allocate(4000)) {
            Memory x = backend.constant(SegmentBytes.map(file, arena).slice(4, 4000));
            backend.compile(increment()).bind(List.of(new Place(x, 0, 4000), new Place(y, 0, 4000)), new int[] {1000}).run();
            assertEquals(6, y.read(3996, 4).f32(0));
            x.close();
            assertEquals(5, SegmentBytes.map(file, arena).f32(0));
        }
    }

    @Test
    void namesAreExplainedWhenTheyAreUnknown() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> JvmBackends.open("gpu", 1)).getMessage().contains("bytecode"));
    }
}
