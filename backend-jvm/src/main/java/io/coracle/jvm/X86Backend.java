package io.coracle.jvm;

import io.coracle.backend.Backend;
import io.coracle.backend.CompiledKernel;
import io.coracle.backend.CompiledKernel.Place;
import io.coracle.backend.Memory;
import io.coracle.jvm.x86.Iterations;
import io.coracle.jvm.x86.LargePages;
import io.coracle.jvm.x86.MachineCode;
import io.coracle.jvm.x86.MachineCompiler;
import io.coracle.jvm.x86.MachineKernel;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Target;
import io.coracle.tensor.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;

/** Runs kernels as x86-64 machine code, on memory outside the heap. */
public final class X86Backend implements Backend {
    /** Operations that are worth waking another thread for; a statement may stand for a whole vector. */
    private static final double SHARED_FROM = 8_000;

    private final MachineCompiler compiler;
    private final Target target;
    private final WorkerPool workers;
    private final LargePages largePages = new LargePages();
    private final RecentKernels<FutureTask<Optional<MachineKernel>>> kernels = new RecentKernels<>();
    private Optional<JvmBackend> portable = Optional.empty();

    private X86Backend(MachineCompiler compiler, int threads) {
        this.compiler = compiler;
        this.target = compiler.target(threads);
        this.workers = new WorkerPool(threads);
    }

    /** Why this backend cannot run here, or empty when it can. */
    public static Optional<String> whyUnavailable() {
        return MachineCompiler.whyUnavailable();
    }

    /** Names of the instruction sets that {@link #open(String, int)} can use here, the best first. */
    public static List<String> levels() {
        return MachineCompiler.levels();
    }

    /**
     * For the best instructions that the processor has, or those that {@code CORACLE_ISA} names.
     *
     * @throws IllegalStateException when {@link #whyUnavailable} has a reason
     */
    public static X86Backend open(int threads) {
        return new X86Backend(MachineCompiler.create(), threads);
    }

    /** For an instruction set by name. Throws {@link IllegalArgumentException} when the processor lacks it. */
    public static X86Backend open(String level, int threads) {
        return new X86Backend(MachineCompiler.create(level), threads);
    }

    @Override
    public String name() {
        return target.name();
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
        return SegmentMemory.allocate(bytes, largePages);
    }

    @Override
    public Memory constant(Bytes bytes) {
        return SegmentMemory.constant(bytes);
    }

    @Override
    public CompiledKernel compile(Kernel kernel) {
        Optional<MachineKernel> code = code(kernel);
        if (code.isEmpty()) {
            return portable().compile(kernel);
        }
        return (places, arguments) -> {
            MemorySegment[] segments = new MemorySegment[places.size()];
            for (int i = 0; i < segments.length; i++) {
                Place place = places.get(i);
                segments[i] = ((SegmentMemory) place.memory()).slice(place.offset(), place.length());
            }
            return bind(kernel, code.get(), segments, arguments);
        };
    }

    /** While one processor plans, another writes the code: that halves the time to a model's first answer. */
    @Override
    public void expect(Kernel kernel) {
        if (ForkJoinPool.getCommonPoolParallelism() > 0) {
            ForkJoinPool.commonPool().execute(task(kernel));
        }
    }

    private FutureTask<Optional<MachineKernel>> task(Kernel kernel) {
        return kernels.get(kernel, k -> new FutureTask<>(() -> compiled(k)));
    }

    /** Nothing for the rare kernel that is too large for machine code. */
    private Optional<MachineKernel> code(Kernel kernel) {
        FutureTask<Optional<MachineKernel>> task = task(kernel);
        // Does nothing where another thread has begun.
        task.run();
        boolean interrupted = false;
        while (true) {
            try {
                Optional<MachineKernel> code = task.get();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return code;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                throw new IllegalStateException("kernel " + kernel.name() + ": " + e.getCause(), e.getCause());
            }
        }
    }

    private Optional<MachineKernel> compiled(Kernel kernel) {
        try {
            return Optional.of(compiler.compile(kernel));
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }

    private synchronized JvmBackend portable() {
        if (portable.isEmpty()) {
            portable = Optional.of(JvmBackend.bytecode(target.threads()));
        }
        return portable.get();
    }

    /** A call on memory of any kind. */
    CompiledKernel.Call bind(Kernel kernel, MemorySegment[] segments, int[] arguments) {
        return bind(kernel, code(kernel).orElseThrow(), segments, arguments);
    }

    private CompiledKernel.Call bind(Kernel kernel, MachineKernel code, MemorySegment[] segments, int[] arguments) {
        return bind(code, segments, arguments, division(kernel, arguments));
    }

    /**
     * How a call is divided.
     *
     * @param iterations of the parallel loop; 1 for a kernel that runs as a whole
     * @param shared whether threads share them
     */
    record Division(int iterations, boolean shared) {}

    Division division(Kernel kernel, int[] arguments) {
        int count = Iterations.count(kernel, arguments);
        return new Division(count, target.threads() > 1 && count > 1 && count < Integer.MAX_VALUE
            && Work.estimate(kernel, arguments) >= SHARED_FROM);
    }

    /** A call of code on memory of any kind. */
    CompiledKernel.Call bind(MachineKernel code, MemorySegment[] segments, int[] arguments, Division division) {
        MachineKernel.Binding binding = code.bind(segments, arguments);
        int count = division.iterations();
        return () -> {
            if (division.shared()) {
                workers.run(count, binding::run);
            } else {
                binding.run(0, count);
            }
            binding.check();
        };
    }

    /** A kernel's code; nothing for one that runs as bytecode. */
    Optional<MachineCode> machineCode(Kernel kernel) {
        return code(kernel).map(MachineKernel::code);
    }

    /** A kernel's machine code as an assembler takes it; nothing for the rare kernel that runs as bytecode. */
    public Optional<String> print(Kernel kernel) {
        return machineCode(kernel).map(MachineCode::print);
    }

    /** Code that {@link #machineCode} gave, in this process or an earlier one, as kernels. */
    List<MachineKernel> load(List<MachineCode> codes) {
        return compiler.load(codes);
    }

    @Override
    public void together(Runnable calls) {
        workers.together(calls);
    }

    /** Ends the worker threads. Memory is freed by whoever holds it. */
    @Override
    public synchronized void close() {
        workers.close();
        portable.ifPresent(JvmBackend::close);
        kernels.clear();
    }
}
