package io.coracle.jvm.x86;

import io.coracle.kernel.Kernel;
import io.coracle.kernel.Target;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Turns kernels into machine code of this processor. {@code CORACLE_ISA} (or the system property {@code coracle.isa}) forces a lower
 * level than it has: {@code avx512-vnni}, {@code avx512}, {@code avx2-vnni} or {@code avx2}. Safe for use by many threads.
 */
public final class MachineCompiler {
    private static final int ALIGNMENT = 64;

    private final Isa isa;
    private final ConcurrentLinkedQueue<Scratch> scratch = new ConcurrentLinkedQueue<>();

    private MachineCompiler(Isa isa) {
        this.isa = isa;
    }

    /** What this machine offers: levels, the best first, or why there are none. */
    private record Machine(List<Isa> levels, String reason) {
        private static final Machine THIS = probe();

        private static Machine probe() {
            String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
            if (!architecture.equals("amd64") && !architecture.equals("x86_64")) {
                return new Machine(List.of(), "the processor is " + architecture + ", not x86-64");
            }
            try {
                return new Machine(CpuFeatures.detect(), "the processor has no AVX2 with FMA");
            } catch (ExecutableMemory.Refused e) {
                return new Machine(List.of(), e.getMessage());
            } catch (RuntimeException | LinkageError e) {
                return new Machine(List.of(), "native calls are not possible: " + e);
            }
        }
    }

    /** Why machine code cannot run here, or empty when it can. */
    public static Optional<String> whyUnavailable() {
        return !Machine.THIS.levels.isEmpty() ? Optional.empty() : Optional.of(Machine.THIS.reason);
    }

    /** The levels that this processor has, the best first. */
    public static List<String> levels() {
        return Machine.THIS.levels.stream().map(Isa::label).toList();
    }

    /** For the level of this processor, or the one that is forced. Throws {@link IllegalStateException} where there is none. */
    public static MachineCompiler create() {
        String forced = Optional.ofNullable(System.getProperty("coracle.isa")).or(() -> Optional.ofNullable(System.getenv("CORACLE_ISA")))
            .orElse("").strip();
        return forced.isEmpty() ? new MachineCompiler(best()) : create(forced);
    }

    /** For a level by name. Throws {@link IllegalArgumentException} for one that is unknown or that the processor lacks. */
    public static MachineCompiler create(String level) {
        for (Isa isa : Isa.values()) {
            if (isa.label().equals(level)) {
                if (!Machine.THIS.levels.contains(isa)) {
                    throw new IllegalArgumentException("this processor has no " + level + "; its best level is " + best().label());
                }
                return new MachineCompiler(isa);
            }
        }
        throw new IllegalArgumentException("unknown level \"" + level + "\"; CORACLE_ISA takes avx2, avx2-vnni, avx512, avx512-vnni or avx512-bf16");
    }

    private static Isa best() {
        if (Machine.THIS.levels.isEmpty()) {
            throw new IllegalStateException("no machine code: " + Machine.THIS.reason);
        }
        return Machine.THIS.levels.getFirst();
    }

    /** Code is written for these lanes and registers. */
    public Target target(int threads) {
        return isa.target(threads);
    }

    /** A kernel as code. Throws {@link IllegalStateException} when it is too large, or when there is no memory for it. */
    public MachineKernel compile(Kernel kernel) {
        try {
            return load(List.of(CodeGenerator.generate(kernel, isa, ExecutableMemory.isWindows()))).getFirst();
        } catch (IllegalStateException e) {
            throw new IllegalStateException("kernel " + kernel.name() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Makes code of this level callable; all of it lies in memory together. Throws {@link IllegalStateException} when there is no memory
     * for it.
     */
    public List<MachineKernel> load(List<MachineCode> codes) {
        int[] starts = new int[codes.size()];
        int size = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = size;
            size += (codes.get(i).bytes().length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
        byte[] all = new byte[size];
        for (int i = 0; i < starts.length; i++) {
            byte[] bytes = codes.get(i).bytes();
            System.arraycopy(bytes, 0, all, starts[i], bytes.length);
        }
        MemorySegment memory;
        try {
            // The pages are freed when nothing can call them any more.
            memory = ExecutableMemory.of(all, Arena.ofAuto());
        } catch (ExecutableMemory.Refused e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        List<MachineKernel> kernels = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            kernels.add(new MachineKernel(codes.get(i), memory.asSlice(starts[i]), scratch));
        }
        return List.copyOf(kernels);
    }

    /** The bytes of a kernel's code, for a look at it. */
    public byte[] bytes(Kernel kernel) {
        return CodeGenerator.generate(kernel, isa, ExecutableMemory.isWindows()).bytes();
    }
}
