package io.coracle.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coracle.backend.CompiledKernel.Place;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelException;
import io.coracle.kernel.Vectorize;
import io.coracle.tensor.Bytes;
import io.coracle.testing.kernels.KernelChecks;
import io.coracle.testing.kernels.RandomKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Kernels made at random give the same bits as WebAssembly as on the interpreter. {@code -Dcoracle.fuzz=10000} runs more of them. */
class RandomKernelTest {
    private static final int KERNELS = Integer.getInteger("coracle.fuzz", 300);

    @Test
    void baselineCodeGivesWhatTheInterpreterGives() {
        WasmBackend backend = new WasmBackend(new EndiveHost());
        for (int seed = 0; seed < KERNELS; seed++) {
            check(backend, seed);
        }
    }

    /** Now and then with lanes that no register has, and with loops that are not vectorised. */
    private static void check(WasmBackend backend, int seed) {
        RandomKernel random = new RandomKernel(seed, seed % 10 == 0 ? 8 : 4);
        Kernel kernel = Unfused.apply(random.kernel);
        Kernel vectors = seed % 7 == 3 ? kernel : Vectorize.apply(kernel, backend.target());
        Random numbers = new Random(seed);
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < random.sizes.length; i++) {
            contents.add(KernelChecks.contents(kernel.buffers().get(i).dtype(), random.sizes[i], random.whole[i], numbers));
        }
        List<Object> expected = KernelChecks.interpret(vectors, contents, random.arguments);
        List<Object> actual = run(backend, vectors, contents, random.arguments);
        assertEquals("", KernelChecks.difference(vectors, expected, actual), () -> "seed " + seed + "\n" + vectors.print());
    }

    static List<Object> run(WasmBackend backend, Kernel kernel, List<byte[]> contents, int[] arguments) {
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
