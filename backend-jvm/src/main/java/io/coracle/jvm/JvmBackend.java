package io.coracle.jvm;

import io.coracle.backend.Backend;
import io.coracle.backend.CompiledKernel;
import io.coracle.backend.Memory;
import io.coracle.jvm.code.KernelCode;
import io.coracle.jvm.code.KernelCompiler;
import io.coracle.jvm.code.Scratch;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Target;
import io.coracle.tensor.Bytes;
import java.util.ArrayDeque;

/**
 * Runs kernels as Java bytecode, on memory outside the heap. {@code bytecode} is plain Java, which runs without flags wherever Java
 * does; {@code vector} needs the module {@code jdk.incubator.vector} and a processor with vectors of 256 bits or more.
 */
public final class JvmBackend implements Backend {
    private final String name;
    private final Target target;
    private final KernelCompiler compiler;
    private final WorkerPool workers;
    private final RecentKernels<CompiledKernel> kernels = new RecentKernels<>();
    private final ArrayDeque<Scratch> idleScratch = new ArrayDeque<>();

    private JvmBackend(Target target, KernelCompiler compiler) {
        this.name = target.name();
        this.target = target;
        this.compiler = compiler;
        this.workers = new WorkerPool(target.threads());
    }

    /** Plain Java. */
    public static JvmBackend bytecode(int threads) {
        return new JvmBackend(new Target("bytecode", 1, 16, threads, false, false, true), KernelCompiler.plain());
    }

    /**
     * The Vector API.
     *
     * @throws IllegalStateException when it is not available; {@link VectorModule#lanes} tells before
     */
    public static JvmBackend vector(int threads) {
        int lanes = VectorModule.lanes().orElseThrow(() -> new IllegalStateException(
            "the vector backend needs --add-modules jdk.incubator.vector and a processor with vectors of at least 256 bits"));
        Target target = new Target("vector", lanes, lanes == 16 ? 32 : 16, threads, lanes == 16, false, false);
        return new JvmBackend(target, KernelCompiler.vectors(lanes));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public long memoryLimit() {
        return SegmentMemory.limit();
    }

    @Override
    public Memory allocate(long bytes) {
        return SegmentMemory.allocate(bytes);
    }

    @Override
    public Memory constant(Bytes bytes) {
        return SegmentMemory.constant(bytes);
    }

    @Override
    public CompiledKernel compile(Kernel kernel) {
        return kernels.get(kernel, k -> {
            KernelCode code = compiler.compile(k);
            return (buffers, arguments) -> BoundCall.of(this, k, code, compiler.readsChunks(), buffers, arguments);
        });
    }

    WorkerPool workers() {
        return workers;
    }

    /** Scratch memory for one thread; to be given back. */
    Scratch takeScratch() {
        synchronized (idleScratch) {
            Scratch scratch = idleScratch.pollLast();
            return scratch != null ? scratch : new Scratch();
        }
    }

    void giveScratch(Scratch scratch) {
        synchronized (idleScratch) {
            idleScratch.addLast(scratch);
        }
    }

    @Override
    public void together(Runnable calls) {
        workers.together(calls);
    }

    /** Ends the worker threads. Memory is freed by whoever holds it. */
    @Override
    public void close() {
        workers.close();
        kernels.clear();
    }
}
