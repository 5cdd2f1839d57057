package io.coracle.jvm.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coracle.jvm.VectorModule;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Target;
import io.coracle.kernel.Vectorize;
import io.coracle.kernel.Verifier;
import io.coracle.testing.kernels.KernelChecks;
import io.coracle.testing.kernels.RandomKernel;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Random kernels give the same bits as on the interpreter. {@code -Dcoracle.fuzz=10000} runs more of them. */
class KernelFuzzTest {
    private static final int KERNELS = Integer.getInteger("coracle.fuzz", 600);

    /** HotSpot compiles no longer ones. */
    private static final int HUGE_METHOD = 8000;

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
            c.check(CodeRun.run(compiler, c.kernel, c.contents, c.random.arguments));
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
            c.check(CodeRun.run(compiler, c.kernel, c.contents, c.random.arguments));
        }
    }

    @Test
    void classesAreValidAndTheirMethodsShortEnoughForC2() {
        for (long seed = 0; seed < KERNELS; seed++) {
            RandomKernel random = new RandomKernel(seed, 16);
            checkClass(KernelCompiler.plain(), new RandomKernel(seed, 4).kernel);
            Kernel vectors = Vectorize.apply(random.kernel, new Target("vector", 16, 32, 1, seed % 2 == 0, false, false));
            if (new VectorTypes(16).fit(vectors)) {
                checkClass(KernelCompiler.vectors(16), vectors);
            }
        }
    }

    private static void checkClass(KernelCompiler compiler, Kernel kernel) {
        byte[] bytes = compiler.classFile(kernel);
        assertEquals(List.of(), ClassFile.of().verify(bytes), kernel::print);
        for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
            int length = method.findAttribute(Attributes.code()).orElseThrow().codeLength();
            assertTrue(length < HUGE_METHOD, () -> method.methodName() + " has " + length + " bytes of " + kernel.print());
        }
    }

    @Test
    void lanesThatNoVectorHasAreComputedOneByOne() {
        KernelCompiler compiler = KernelCompiler.vectors(8);
        for (long seed = 0; seed < KERNELS; seed++) {
            Case c = Case.of(seed, 4, UnaryOperator.identity());
            c.check(CodeRun.run(compiler, c.kernel, c.contents, c.random.arguments));
        }
    }
}
