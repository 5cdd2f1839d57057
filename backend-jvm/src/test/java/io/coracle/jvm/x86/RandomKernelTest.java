package io.coracle.jvm.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelException;
import io.coracle.kernel.Target;
import io.coracle.kernel.Vectorize;
import io.coracle.testing.kernels.KernelChecks;
import io.coracle.testing.kernels.RandomKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels made at random give the same bits as machine code as on the interpreter, on every level that this processor has. */
class RandomKernelTest {
    private static final int KERNELS = Integer.getInteger("coracle.fuzz", 600);

    @ParameterizedTest
    @EnumSource
    void machineCodeGivesWhatTheInterpreterGives(Isa isa) {
        MachineCompiler compiler = compiler(isa);
        Target target = compiler.target(1);
        for (int seed = 0; seed < KERNELS; seed++) {
            // Now and then with lanes that no register has, and with loops that are not vectorised.
            RandomKernel random = new RandomKernel(seed, seed % 10 == 0 ? 4 : target.lanes());
            check(compiler, seed % 7 == 3 ? random.kernel : Vectorize.apply(random.kernel, target), random, seed);
        }
    }

    private static MachineCompiler compiler(Isa isa) {
        assumeTrue(MachineCompiler.whyUnavailable().isEmpty(), () -> MachineCompiler.whyUnavailable().get());
        try {
            return MachineCompiler.create(isa.label());
        } catch (IllegalArgumentException e) {
            assumeTrue(false, e.getMessage());
            throw e;
        }
    }

    private static void check(MachineCompiler compiler, Kernel kernel, RandomKernel random, int seed) {
        Random numbers = new Random(seed);
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < random.sizes.length; i++) {
            contents.add(KernelChecks.contents(kernel.buffers().get(i).dtype(), random.sizes[i], random.whole[i], numbers));
        }
        List<Object> expected = KernelChecks.interpret(kernel, contents, random.arguments);
        List<Object> actual = run(compiler, kernel, contents, random.arguments);
        assertEquals("", KernelChecks.difference(kernel, expected, actual), () -> "seed " + seed + "\n" + kernel.print());
    }

    /** What the code leaves in the buffers; the parallel loop is run in two parts, the second one first. */
    private static List<Object> run(MachineCompiler compiler, Kernel kernel, List<byte[]> contents, int[] arguments) {
        MachineKernel code = compiler.compile(kernel);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment[] segments = new MemorySegment[contents.size()];
            for (int i = 0; i < segments.length; i++) {
                segments[i] = arena.allocate(contents.get(i).length, 8);
                MemorySegment.copy(contents.get(i), 0, segments[i], ValueLayout.JAVA_BYTE, 0, contents.get(i).length);
            }
            MachineKernel.Binding binding = code.bind(segments, arguments);
            int count = Iterations.count(kernel, arguments);
            if (count > 1 && count < Integer.MAX_VALUE) {
                binding.run(1, count);
                binding.run(0, 1);
            } else {
                binding.run(0, count);
            }
            List<Object> results = new ArrayList<>();
            for (MemorySegment segment : segments) {
                results.add(segment.toArray(ValueLayout.JAVA_BYTE));
            }
            String failure = "";
            try {
                binding.check();
            } catch (KernelException e) {
                failure = e.getMessage();
            }
            results.add(failure);
            return results;
        }
    }
}
