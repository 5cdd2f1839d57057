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
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs kernels as Java bytecode, on memory outside the heap. {@code bytecode} is plain Java, which runs without flags wherever Java
 * does; {@code vector} needs the module {@code jdk.incubator.vector} and a processor with vectors of 256 bits or more.
 */
public final class JvmBackend implements Backend {
    private static final int MOST_KERNELS = 4096;

    private final String name;
    private final Target target;
    private final KernelCompiler compiler;
    private final WorkerPool workers;
    /** The kernels of late, so that a process which loads many models does not keep all their code. */
    private final Map<Kernel, CompiledKernel> kernels = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Kernel, CompiledKernel> eldest) {
            return size() > MOST_KERNELS;
        }
    };
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

    /** Off-heap memory is not in the heap's limit; by default that is a quarter of the machine's memory, so this is three quarters. */
    @Override
    public long memoryLimit() {
        long heap = Runtime.getRuntime().maxMemory();
        return heap > Long.MAX_VALUE / 3 ? Long.MAX_VALUE : 3 * heap;
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
        synchronized (kernels) {
            CompiledKernel known = kernels.get(kernel);
            if (known == null) {
                KernelCode code = compiler.compile(kernel);
                known = (buffers, arguments) -> BoundCall.of(this, kernel, code, compiler.readsChunks(), buffers, arguments);
                kernels.put(kernel, known);
            }
            return known;
        }
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
        synchronized (kernels) {
            kernels.clear();
        }
    }
}
