package io.coracle.jvm.code;

import io.coracle.kernel.Kernel;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;

/** Turns kernels into hidden classes. Safe for use by many threads. */
public final class KernelCompiler {
    private static final MethodHandles.Lookup HERE = MethodHandles.lookup();

    private final boolean staged;
    private final Optional<VectorTypes> vectors;

    private KernelCompiler(boolean staged, Optional<VectorTypes> vectors) {
        this.staged = staged;
        this.vectors = vectors;
    }

    /** Plain Java: vector loops become loops over arrays, for C2 to vectorise. */
    public static KernelCompiler plain() {
        return new KernelCompiler(true, Optional.empty());
    }

    /**
     * Values of several lanes become vectors of {@code jdk.incubator.vector}, which must be present. Kernels with other numbers of
     * lanes, or with operations that vectors lack, are computed lane by lane.
     */
    public static KernelCompiler vectors(int lanes) {
        return new KernelCompiler(false, Optional.of(new VectorTypes(lanes)));
    }

    /** Whether {@link Bindings} want a packed buffer as {@link Chunks}. */
    public boolean readsChunks() {
        return staged;
    }

    /** The kernel as it is written down in the end. */
    Kernel prepare(Kernel kernel) {
        Kernel unrolled = Unroll.apply(kernel);
        Kernel shaped = staged ? StagedLoops.apply(unrolled) : unrolled;
        return Pieces.apply(shaped, vectors.isPresent() && vectors.get().fit(shaped));
    }

    /** The class file of a kernel. */
    byte[] classFile(Kernel kernel) {
        Kernel prepared = prepare(kernel);
        return ClassWriter.write(prepared, HERE.lookupClass().getPackageName(), staged, vectors.filter(types -> types.fit(prepared)));
    }

    /** Code for a kernel. */
    public KernelCode compile(Kernel kernel) {
        try {
            MethodHandles.Lookup hidden = HERE.defineHiddenClass(classFile(kernel), true);
            return (KernelCode) hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class)).invoke();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("kernel " + kernel.name() + ": the generated class cannot be used", e);
        }
    }
}
