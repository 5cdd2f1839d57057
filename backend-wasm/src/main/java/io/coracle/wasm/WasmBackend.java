package io.coracle.wasm;

import io.coracle.backend.Backend;
import io.coracle.backend.CompiledKernel;
import io.coracle.backend.Sequence;
import io.coracle.kernel.ByteProducts;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Target;
import io.coracle.tensor.Bytes;
import io.coracle.wasm.code.Features;
import io.coracle.wasm.code.KernelWriter;
import io.coracle.wasm.code.Sequences;
import io.coracle.wasm.code.Threads;
import io.coracle.wasm.format.ModuleWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Runs kernels as WebAssembly in a host's linear memory. Kernels that are asked for are collected and become one module when the first of
 * them is run; those that are asked for later, as for another shape, become a further one.
 */
public final class WasmBackend implements Backend {
    /** The first page holds what all kernels share; the engine's buffers lie above it (see {@link KernelWriter}). */
    private static final int PAGE = 1 << 16;
    private static final int THREADS_ADDRESS = KernelWriter.SCRATCH + Integer.BYTES * Threads.MOST;
    private static final int CONSTANTS_ADDRESS = THREADS_ADDRESS + Threads.BYTES;
    private static final int BLOCK_WORDS = 1 << 14;
    private static final int LANES = 4;
    private static final int REGISTERS = 16;

    private final WasmHost host;
    private final int threads;
    private final Heap heap;
    private final Features features;
    private final Target target;
    private final ConstantTable constants;
    /** Where the arguments of single calls are put, one call at a time. */
    private final int block;
    private final Map<Kernel, WasmKernel> kernels = new HashMap<>();
    private final List<WasmKernel> waiting = new ArrayList<>();
    private final WasmHost.Function call;
    private final WasmHost.Function run;
    private final Optional<WasmHost.Function> begin;
    private final Optional<WasmHost.Function> leave;
    private int scratchBytes;
    private int tableEntries = KernelWriter.FORK + 1;

    public WasmBackend(WasmHost host) {
        this(host, Optional.empty());
    }

    /** @param forced instead of what the engine shows at start */
    WasmBackend(WasmHost host, Optional<Features> forced) {
        this.host = host;
        this.threads = Math.min(Threads.MOST, host.threads());
        if (host.pages() < 1 && !host.grow(1)) {
            throw new IllegalStateException("out of memory: the first page of WebAssembly memory was refused");
        }
        // Workers find their loop in the first module.
        WasmHost.Module sequences = host.instantiate(Sequences.module(THREADS_ADDRESS, threads));
        call = sequences.function("call");
        run = sequences.function("run");
        begin = threads > 1 ? Optional.of(sequences.function("begin")) : Optional.empty();
        leave = threads > 1 ? Optional.of(sequences.function("leave")) : Optional.empty();
        features = forced.isPresent() ? forced.get() : FeatureProbe.run(host, CONSTANTS_ADDRESS);
        target = new Target("wasm", LANES, REGISTERS, threads, false, products(features.dot()), false, false, false, true);
        constants = new ConstantTable(host, CONSTANTS_ADDRESS, PAGE);
        heap = new Heap(host, PAGE);
        block = heap.take(BLOCK_WORDS * Integer.BYTES);
    }

    private static ByteProducts products(Features.Dot dot) {
        return switch (dot) {
            case EIGHT_BITS, SEVEN_BITS, WIDE -> ByteProducts.ALL;
            case NARROW -> ByteProducts.NARROW_FASTER;
            case SIGNED -> ByteProducts.SIGNED_FASTER;
        };
    }

    @Override
    public String name() {
        return "wasm";
    }

    Features features() {
        return features;
    }

    /** What of the engine kernels make use of, in words. */
    public String description() {
        return "wasm, " + threads + (threads == 1 ? " thread" : " threads") + (features.fused() ? ", fused multiply-add" : "")
            + switch (features.dot()) {
                case EIGHT_BITS -> ", products of bytes";
                case NARROW -> ", products of narrow bytes";
                case SIGNED -> ", products of signed bytes";
                case SEVEN_BITS -> ", products of bytes with seven bits";
                case WIDE -> "";
            };
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public long memoryLimit() {
        return Heap.largest();
    }

    /** New memory. Throws {@link IllegalStateException} when the host gives no more. */
    @Override
    public synchronized WasmMemory allocate(long bytes) {
        int address = heap.take(bytes);
        return new WasmMemory(host, this, address, (int) bytes, () -> heap.give(address, bytes));
    }

    /** Where bytes lie in the linear memory, if they do. */
    public OptionalInt address(Bytes bytes) {
        return bytes instanceof LinearBytes linear && linear.host == host ? OptionalInt.of(linear.address) : OptionalInt.empty();
    }

    @Override
    public WasmMemory constant(Bytes bytes) {
        if (bytes instanceof LinearBytes linear && linear.host == host) {
            return new WasmMemory(host, this, linear.address, (int) linear.size(), () -> {});
        }
        WasmMemory memory = allocate(bytes.size());
        memory.write(0, bytes);
        return memory;
    }

    @Override
    public void expect(Kernel kernel) {
        compile(kernel);
    }

    @Override
    public synchronized CompiledKernel compile(Kernel kernel) {
        WasmKernel known = kernels.get(kernel);
        if (known == null) {
            known = new WasmKernel(kernel, this);
            kernels.put(kernel, known);
            waiting.add(known);
        }
        return known;
    }

    @Override
    public Sequence sequence(List<CompiledKernel.Call> calls) {
        List<WasmKernel.Binding> bindings = new ArrayList<>();
        calls.forEach(one -> bindings.add((WasmKernel.Binding) one));
        return new WasmSequence(this, bindings);
    }

    /** Writes the kernels that wait as a module. */
    void emit() {
        ModuleWriter module = new ModuleWriter(threads > 1, true);
        int entry = tableEntries;
        int scratch = 0;
        List<Integer> entries = new ArrayList<>();
        List<KernelWriter.Written> written = new ArrayList<>();
        for (WasmKernel kernel : waiting) {
            KernelWriter.Written code = KernelWriter.write(kernel.kernel, module, entry, threads > 1, features, constants);
            entries.add(entry);
            written.add(code);
            entry += code.entries();
            scratch = Math.max(scratch, code.scratch());
        }
        growScratch(scratch);
        leave.ifPresent(function -> function.call(0));
        host.instantiate(module.toArray());
        tableEntries = entry;
        for (int i = 0; i < written.size(); i++) {
            waiting.get(i).emitted(new WasmKernel.Emitted(entries.get(i), entry - 1, written.get(i).messages()));
        }
        waiting.clear();
    }

    /** Gives each thread more scratch memory. Kernels may be running with what they have, so that stays; each time it is at least doubled. */
    private void growScratch(int bytes) {
        if (bytes > scratchBytes) {
            scratchBytes = Math.max(bytes, 2 * scratchBytes);
            for (int thread = 0; thread < threads; thread++) {
                write(KernelWriter.SCRATCH + thread * Integer.BYTES, heap.take(scratchBytes));
            }
        }
    }

    /** Makes one call with the words of its block; gives the number of the requirement that was broken, or 0. */
    int call(int[] words, boolean canFail) {
        if (words.length > BLOCK_WORDS) {
            throw new IllegalArgumentException("a call with " + words.length + " buffers and parameters is too large");
        }
        write(block, words);
        if (canFail) {
            return call.call(block);
        }
        call.run(block);
        return 0;
    }

    /** Runs a sequence, or waits for its end. */
    WasmHost.Function run() {
        return run;
    }

    /** Lets a worker run a sequence, where there are workers. */
    Optional<WasmHost.Function> begin() {
        return begin;
    }

    int take(int bytes) {
        return heap.take(bytes);
    }

    void give(int address, int bytes) {
        heap.give(address, bytes);
    }

    void write(int address, int... words) {
        byte[] bytes = FeatureProbe.words(words);
        host.write(address, bytes, 0, bytes.length);
    }

    int word(int address) {
        return host.i32(address);
    }

    /** Makes the host's workers return. The linear memory goes with its host. */
    @Override
    public synchronized void close() {
        leave.ifPresent(function -> function.call(0));
    }
}
