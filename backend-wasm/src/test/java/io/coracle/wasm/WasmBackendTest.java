package io.coracle.wasm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.backend.CompiledKernel;
import io.coracle.backend.CompiledKernel.Place;
import io.coracle.backend.Sequence;
import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Functions;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.KernelException;
import io.coracle.kernel.Vectorize;
import io.coracle.plan.Session;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WasmBackendTest {
    private final EndiveHost host = new EndiveHost();
    private final WasmBackend backend = new WasmBackend(host);

    /** y[i] = x[i] + addend, in parallel strips of 100, for x that must be positive. */
    private static Kernel add(float addend) {
        KernelBuilder k = new KernelBuilder("add");
        Buffer x = k.input("x", DType.F32);
        Buffer y = k.output("y", DType.F32);
        Expr n = k.parameter("n");
        k.parallel(n.over(100), p -> k.vector(Expr.i32(100), v -> {
            Expr at = p.times(100).plus(v);
            Expr value = k.let("value", k.load(x, at));
            k.require(value.ge(Expr.f32(0)), "x must not be negative");
            k.store(y, at, value.plus(Expr.f32(addend)));
        }));
        return k.build();
    }

    private static Bytes floats(int count, float value) {
        byte[] bytes = new byte[4 * count];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (Float.floatToRawIntBits(value) >> 8 * (i % 4));
        }
        return Bytes.of(bytes);
    }

    private CompiledKernel.Call call(Kernel kernel, WasmMemory x, WasmMemory y, int n) {
        return backend.compile(kernel).bind(List.of(new Place(x, 0, 4L * n), new Place(y, 0, 4L * n)), new int[] {n});
    }

    @Test
    void aBrokenRequirementIsThrownAndTheCallCanRunAgain() {
        WasmMemory x = backend.allocate(4000);
        WasmMemory y = backend.allocate(4000);
        CompiledKernel.Call call = call(add(1), x, y, 1000);
        x.write(0, floats(1000, -1));
        assertEquals("x must not be negative", assertThrows(KernelException.class, call::run).getMessage());
        x.write(0, floats(1000, 1));
        call.run();
        assertEquals(2, y.read(3996, 4).f32(0));
    }

    @Test
    void kernelsThatAreAskedForLaterComeInAModuleOfTheirOwn() {
        WasmMemory x = backend.constant(floats(1000, 1));
        WasmMemory y = backend.allocate(4000);
        call(add(1), x, y, 1000).run();
        CompiledKernel.Call second = call(add(2), x, y, 1000);
        CompiledKernel.Call third = call(add(3), x, y, 1000);
        third.run();
        assertEquals(4, y.read(0, 4).f32(0));
        second.run();
        assertEquals(3, y.read(0, 4).f32(0));
    }

    /** As Java's, whose {@code %} is exact. */
    @Test
    void remaindersAreExactWithoutAFusedMultiplyAdd() {
        KernelBuilder k = new KernelBuilder("remainder");
        Buffer x = k.input("x", DType.F32);
        Buffer y = k.output("y", DType.F32);
        k.parallel(k.parameter("n"), i -> k.store(y, i, Functions.remainder(k.load(x, i), Expr.f32(0.7f))));
        for (float dividend : new float[] {1e6f, -1e6f, 12345.678f, 1e12f, 0.69f}) {
            WasmMemory given = backend.constant(floats(8, dividend));
            WasmMemory rest = backend.allocate(32);
            call(k.build(), given, rest, 8).run();
            assertEquals(dividend % 0.7f, rest.read(28, 4).f32(0), dividend + " % 0.7");
        }
    }

    @Test
    void equalKernelsAreWrittenOnce() {
        assertSame(backend.compile(add(1)), backend.compile(add(1)));
    }

    @Test
    void callsOutliveTheBlocksTheirArgumentsAreIn() {
        WasmMemory x = backend.constant(floats(1000, 1));
        WasmMemory y = backend.allocate(4000);
        CompiledKernel.Call first = call(add(5), x, y, 1000);
        first.run();
        for (int i = 0; i < 10_000; i++) {
            call(add(1), x, y, 100).run();
        }
        first.run();
        assertEquals(6, y.read(0, 4).f32(0));
    }

    @Test
    void bytesInTheLinearMemoryAreWeightsInPlace() {
        WasmMemory file = backend.allocate(1 << 20);
        file.write(12, floats(1000, 7));
        WasmMemory weights = backend.constant(file.bytes().slice(12, 4000));
        assertEquals(file.address() + 12, weights.address());
        WasmMemory y = backend.allocate(4000);
        call(add(1), weights, y, 1000).run();
        assertEquals(8, y.read(3996, 4).f32(0));
        weights.close();
        assertEquals(7, file.bytes().f32(12));
        assertEquals(7, file.bytes().slice(8, 8).f32(4));
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 127, -128})
    void productsOfBytesAreExactWhereTheEngineTakesBothSidesAsSigned(int extreme) {
        int k = 8;
        int n = 20;
        long[] weights = new Random(1).longs(k * n, -64, 64).toArray();
        Arrays.fill(weights, 0, n, extreme);
        long[] row = {0, 1, 127, 128, 129, 254, 255, 255};
        float[] expected = new float[n];
        for (int i = 0; i < k * n; i++) {
            expected[i % n] += (row[i / n] - 130) * weights[i] * 0.5f;
        }
        List<Node> nodes = List.of(new Node("", "", "MatMulInteger", 17, List.of("a", "b", "zero"), List.of("sum"), Map.of()),
            new Node("", "", "Cast", 17, List.of("sum"), List.of("real"), Map.of("to", new Attribute.IntValue(1))),
            new Node("", "", "Mul", 17, List.of("real", "scale"), List.of("y"), Map.of()));
        ValueInfo a = new ValueInfo("a", new ValueInfo.Tensor(DType.U8, false, List.of()));
        ValueInfo y = new ValueInfo("y", new ValueInfo.Tensor(DType.F32, false, List.of()));
        Map<String, Tensor> constants = Map.of("b", Tensor.of(DType.I8, Shape.of(k, n), weights),
            "zero", Tensor.of(DType.U8, Shape.SCALAR, 130L), "scale", Tensor.floats(Shape.SCALAR, 0.5f));
        try (Session session = new Session(new Graph("product", List.of(a), List.of(y), nodes, constants), new WasmBackend(new SignedHost()))) {
            assertArrayEquals(expected, session.run(Map.of("a", Tensor.of(DType.U8, Shape.of(1, k), row))).get("y").toFloats());
        }
    }

    @Test
    void outputsOfARunInPlaceStayInTheLinearMemory() {
        var type = new ValueInfo.Tensor(DType.F32, true, List.of(new ValueInfo.Dimension.Fixed(3)));
        Graph graph = new Graph("relu", List.of(new ValueInfo("x", type)), List.of(new ValueInfo("y", type)),
            List.of(new Node("relu", "", "Relu", 14, List.of("x"), List.of("y"), Map.of())), Map.of());
        try (Session session = new Session(graph, backend)) {
            Tensor there = session.runInPlace(Map.of("x", Tensor.floats(Shape.of(3), 1, -2, 3))).get("y");
            assertTrue(backend.address(there.bytes()).isPresent());
            assertArrayEquals(new float[] {1, 0, 3}, there.toFloats());
            Tensor copy = session.run(Map.of("x", Tensor.floats(Shape.of(3), -4, 5, -6))).get("y");
            assertTrue(backend.address(copy.bytes()).isEmpty());
            session.run(Map.of("x", Tensor.floats(Shape.of(3), 7, 8, 9)));
            assertArrayEquals(new float[] {0, 5, 0}, copy.toFloats());
        }
    }

    @Test
    void readingOutsideTheBytesIsRefused() {
        WasmMemory file = backend.allocate(100);
        assertThrows(IndexOutOfBoundsException.class, () -> file.bytes().u8(100));
        assertThrows(IndexOutOfBoundsException.class, () -> file.bytes().i32(98));
        assertThrows(IndexOutOfBoundsException.class, () -> file.bytes().slice(50, 51));
        assertThrows(IndexOutOfBoundsException.class, () -> file.bytes().copyTo(0, new byte[10], 5, 6));
        assertThrows(IndexOutOfBoundsException.class, () -> file.read(1, 100));
        assertThrows(IndexOutOfBoundsException.class, () -> file.write(1, floats(25, 0)));
    }

    @Test
    void memoryThatWasClosedIsGivenOutAgainFilledWithZeros() {
        WasmMemory first = backend.allocate(10_000);
        WasmMemory second = backend.allocate(10_000);
        WasmMemory third = backend.allocate(10_000);
        first.write(0, floats(2500, 1));
        second.write(0, floats(2500, 1));
        first.close();
        second.close();
        second.close();
        WasmMemory both = backend.allocate(20_000);
        assertEquals(first.address(), both.address());
        assertEquals(0, both.read(19_996, 4).i32(0));
        assertTrue(third.address() >= both.address() + 20_000);
    }

    @Test
    void memoryThatIsRefusedIsExplained() {
        int pages = host.pages();
        String message = assertThrows(IllegalStateException.class, () -> backend.allocate(2000L << 20)).getMessage();
        assertTrue(message.contains("out of memory") && message.contains(Long.toString(2000L << 20)), message);
        assertThrows(IllegalStateException.class, () -> backend.allocate(1L << 40));
        assertEquals(pages, host.pages());
        backend.allocate(100).close();
    }

    @Test
    void aSequenceSaysWhichOfItsCallsBrokeARequirement() {
        WasmMemory x = backend.allocate(4000);
        WasmMemory y = backend.allocate(4000);
        x.write(0, floats(1000, 1));
        try (Sequence sequence = backend.sequence(List.of(call(add(1), x, y, 1000), call(add(-9), y, x, 1000), call(add(1), x, y, 1000)))) {
            Sequence.Broken broken = assertThrows(Sequence.Broken.class, sequence::run);
            assertEquals(2, broken.index());
            assertEquals("x must not be negative", broken.getMessage());
            x.write(0, floats(1000, 20));
            sequence.run();
            assertEquals(13, y.read(0, 4).f32(0));
        }
    }

    @Test
    void sequencesThatThreadsRunAtTheSameTimeDoNotDisturbEachOther() {
        try (Browser browser = Browser.open(); WasmBackend threads = new WasmBackend(browser.host(3))) {
            int n = 20_000;
            List<WasmMemory> results = new ArrayList<>();
            List<Sequence> sequences = new ArrayList<>();
            for (int s = 0; s < 12; s++) {
                WasmMemory memory = threads.constant(floats(n, s));
                List<CompiledKernel.Call> calls = new ArrayList<>();
                for (int c = 1; c <= 10; c++) {
                    // Those of every third sequence need more scratch memory than those of the others, all of them different code.
                    Kernel kernel = throughScratch(s % 3 == 0 ? 64 : 4 + s % 3, s + c);
                    calls.add(threads.compile(kernel).bind(List.of(new Place(memory, 0, 4L * n)), new int[] {n}));
                }
                results.add(memory);
                sequences.add(threads.sequence(calls));
            }
            // More than are run while the next is being written, and one that was not begun among them.
            sequences.subList(0, 11).forEach(Sequence::begin);
            sequences.forEach(Sequence::run);
            for (int s = 0; s < 12; s++) {
                Bytes all = results.get(s).read(0, 4L * n);
                for (int i = 0; i < n; i += 100) {
                    assertEquals(s + 10 * s + 55, all.f32(4L * i), "sequence " + s + ", element " + i);
                }
                sequences.get(s).close();
            }
        }
    }

    /** x[i] += addend, by way of a local buffer of some size. */
    private static Kernel throughScratch(int size, int addend) {
        KernelBuilder k = new KernelBuilder("throughScratch");
        Buffer x = k.output("x", DType.F32);
        Expr n = k.parameter("n");
        Buffer local = k.local("local", DType.F32, size);
        k.parallel(n.over(4), p -> {
            k.serial(Expr.i32(4), i -> k.store(local, i, k.load(x, p.times(4).plus(i)).plus(Expr.f32(addend))));
            k.serial(Expr.i32(4), i -> k.store(x, p.times(4).plus(i), k.load(local, i)));
        });
        return k.build();
    }

    @Test
    void workersShareALoopAndBringTheFailureBack() {
        try (Browser browser = Browser.open(); WasmBackend threads = new WasmBackend(browser.host(3))) {
            int n = 100_000;
            WasmMemory x = threads.constant(floats(n, 1));
            WasmMemory y = threads.allocate(4L * n);
            for (int round = 1; round <= 20; round++) {
                Kernel kernel = Vectorize.apply(add(round), threads.target());
                threads.compile(kernel).bind(List.of(new Place(x, 0, 4L * n), new Place(y, 0, 4L * n)), new int[] {n}).run();
                Bytes all = y.read(0, 4L * n);
                for (int i = 0; i < n; i += 50) {
                    assertEquals(1 + round, all.f32(4L * i));
                }
            }
            x.write(4L * (n - 1), floats(1, -1));
            CompiledKernel.Call broken = threads.compile(add(1)).bind(List.of(new Place(x, 0, 4L * n), new Place(y, 0, 4L * n)), new int[] {n});
            assertThrows(KernelException.class, broken::run);
        }
    }
}
