package io.coracle.jvm.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coracle.jvm.VectorModule;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Target;
import io.coracle.kernel.Vectorize;
import io.coracle.kernel.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Random kernels give the same bits as on the interpreter. {@code -Dcoracle.fuzz=10000} runs more of them. */
class KernelFuzzTest {
    private static final int KERNELS = Integer.getInteger("coracle.fuzz", 600);

    private record Case(long seed, RandomKernel random, Kernel kernel, List<byte[]> contents) {
        static Case of(long seed, int lanes, UnaryOperator<Kernel> pass) {
            RandomKernel random = new RandomKernel(seed, lanes);
            Random numbers = new Random(seed);
            List<byte[]> contents = new ArrayList<>();
            for (int i = 0; i < random.sizes.length; i++) {
                contents.add(KernelChecks.contents(random.kernel.buffers().get(i).dtype(), random.sizes[i], random.whole[i], numbers));
            }
            return new Case(seed, random, pass.apply(random.kernel), contents);
        }

        List<Object> expected() {
            return KernelChecks.interpret(random.kernel, contents, random.arguments);
        }

        void check(List<Object> actual) {
            assertEquals("", KernelChecks.difference(kernel, expected(), actual), () -> "seed " + seed + "\n" + kernel.print());
        }
    }

    @Test
    void plainBytecodeComputesWhatTheInterpreterDoes() {
        KernelCompiler compiler = KernelCompiler.plain();
        for (long seed = 0; seed < KERNELS; seed++) {
            Case c = Case.of(seed, 4, UnaryOperator.identity());
            c.check(KernelChecks.run(compiler, c.kernel, c.contents, c.random.arguments));
        }
    }

    @Test
    void rewritesForPlainBytecodeKeepTheMeaningOfKernels() {
        KernelCompiler compiler = KernelCompiler.plain();
        for (long seed = 0; seed < KERNELS; seed++) {
            Case c = Case.of(seed, 8, UnaryOperator.identity());
            Kernel rewritten = compiler.prepare(c.kernel);
            Verifier.verify(rewritten);
            c.check(KernelChecks.interpret(rewritten, c.contents, c.random.arguments));
        }
    }

    @Test
    void vectorsComputeWhatTheInterpreterDoes() {
        int lanes = VectorModule.lanes().orElse(0);
        assumeTrue(lanes > 0, "needs --add-modules jdk.incubator.vector and vectors of 256 bits");
        KernelCompiler compiler = KernelCompiler.vectors(lanes);
        for (long seed = 0; seed < KERNELS; seed++) {
            Target target = new Target("vector", lanes, 32, 1, seed % 2 == 0, false, false);
            Case c = Case.of(seed, lanes, kernel -> Vectorize.apply(kernel, target));
            c.check(KernelChecks.run(compiler, c.kernel, c.contents, c.random.arguments));
        }
    }

    @Test
    void lanesThatNoVectorHasAreComputedOneByOne() {
        KernelCompiler compiler = KernelCompiler.vectors(8);
        for (long seed = 0; seed < KERNELS; seed++) {
            Case c = Case.of(seed, 4, UnaryOperator.identity());
            c.check(KernelChecks.run(compiler, c.kernel, c.contents, c.random.arguments));
        }
    }
}
