package io.coracle.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coracle.backend.CompiledKernel.Place;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelException;
import io.coracle.kernel.Vectorize;
import io.coracle.tensor.Bytes;
import io.coracle.testing.kernels.KernelChecks;
import io.coracle.testing.kernels.RandomKernel;
import io.coracle.wasm.code.Features;
import io.coracle.wasm.code.Features.Dot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels made at random give the same bits as WebAssembly as on the interpreter. {@code -Dcoracle.fuzz=10000} runs more of them. */
class RandomKernelTest {
    private static final int KERNELS = Integer.getInteger("coracle.fuzz", 300);
    /** Kernels in a browser: each is a few messages to and fro. */
    private static final int REMOTE_KERNELS = KERNELS / 3;

    @Test
    void baselineCodeGivesWhatTheInterpreterGives() {
        try (WasmBackend backend = new WasmBackend(new EndiveHost())) {
            check(backend, false, KERNELS);
        }
    }

    @Test
    void codeForSignedProductsGivesWhatTheInterpreterGives() {
        try (WasmBackend backend = new WasmBackend(new SignedHost())) {
            assertEquals(new Features(false, false, Dot.SIGNED), backend.features());
            check(backend, false, KERNELS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void codeForTheBrowserGivesWhatTheInterpreterGives(int threads) {
        try (Browser browser = Browser.open(); WasmBackend backend = new WasmBackend(browser.host(threads))) {
            check(backend, backend.features().fused(), REMOTE_KERNELS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyWayToMultiplyBytesIsExact(Dot dot) {
        try (Browser browser = Browser.open(); WasmBackend probed = new WasmBackend(browser.host(1))) {
            Dot found = probed.features().dot();
            assumeTrue(dot == Dot.WIDE || dot == found || found == Dot.EIGHT_BITS && dot == Dot.NARROW || dot == Dot.SEVEN_BITS && found != Dot.WIDE,
                () -> "this engine does not multiply " + dot);
            Features forced = new Features(probed.features().fused(), false, dot);
            try (WasmBackend backend = new WasmBackend(browser.host(1), Optional.of(forced))) {
                check(backend, forced.fused(), REMOTE_KERNELS / 2);
            }
        }
    }

    private static void check(WasmBackend backend, boolean fused, int count) {
        for (int seed = 0; seed < count; seed++) {
            // Now and then with lanes that no register has, and with loops that are not vectorised.
            RandomKernel random = new RandomKernel(seed, seed % 10 == 0 ? 8 : 4);
            Kernel kernel = fused ? random.kernel : Unfused.apply(random.kernel);
            check(backend, seed % 7 == 3 ? kernel : Vectorize.apply(kernel, backend.target()), random, seed);
        }
    }

    private static void check(WasmBackend backend, Kernel kernel, RandomKernel random, int seed) {
        Random numbers = new Random(seed);
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < random.sizes.length; i++) {
            contents.add(KernelChecks.contents(kernel.buffers().get(i).dtype(), random.sizes[i], random.whole[i], numbers));
        }
        List<Object> expected = KernelChecks.interpret(kernel, contents, random.arguments);
        List<Object> actual = run(backend, kernel, contents, random.arguments);
        assertEquals("", KernelChecks.difference(kernel, expected, actual), () -> "seed " + seed + "\n" + kernel.print());
    }

    private static List<Object> run(WasmBackend backend, Kernel kernel, List<byte[]> contents, int[] arguments) {
        List<WasmMemory> memories = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        for (byte[] bytes : contents) {
            WasmMemory memory = backend.constant(Bytes.of(bytes));
            memories.add(memory);
            places.add(new Place(memory, 0, bytes.length));
        }
        String failure = "";
        try {
            backend.compile(kernel).bind(places, arguments).run();
        } catch (KernelException e) {
            failure = e.getMessage();
        }
        List<Object> results = new ArrayList<>();
        for (WasmMemory memory : memories) {
            results.add(memory.read(0, memory.size()).toArray());
            memory.close();
        }
        results.add(failure);
        return results;
    }
}
