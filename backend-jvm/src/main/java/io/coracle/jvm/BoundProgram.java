package io.coracle.jvm;

import io.coracle.backend.CompiledKernel;
import io.coracle.jvm.program.Program;
import io.coracle.jvm.program.Program.Constant;
import io.coracle.jvm.x86.MachineKernel;
import io.coracle.kernel.KernelException;
import io.coracle.plan.Location;
import io.coracle.plan.ModelException;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A program with memory. For one thread at a time. */
final class BoundProgram implements AutoCloseable {
    private static final long ALIGNMENT = 64;

    private final Program program;
    private final X86Backend backend;
    private final SegmentMemory memory;
    private final MemorySegment arena;
    private final MemorySegment[] constants;
    private final List<CompiledKernel.Call> calls = new ArrayList<>();

    /**
     * Takes memory and prepares the constants. What is wrong with a program shows here: then everything is given back, and what was
     * thrown goes on.
     *
     * @param model the file that the program was recorded with
     */
    BoundProgram(Program program, SegmentBytes model, X86Backend backend) {
        this.program = program;
        this.backend = backend;
        List<MachineKernel> kernels = backend.load(program.codes());
        long[] starts = new long[program.constants().size()];
        long next = aligned(program.data().length);
        for (int i = 0; i < starts.length; i++) {
            starts[i] = next;
            next += program.constants().get(i) instanceof Constant.Prepared prepared ? aligned(prepared.bytes()) : 0;
        }
        memory = (SegmentMemory) backend.allocate(next + aligned(program.arenaBytes()));
        constants = new MemorySegment[starts.length];
        try {
            arena = memory.slice(next, program.arenaBytes());
            fill(starts, model, kernels);
            program.calls().forEach(call -> calls.add(bind(call, kernels)));
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    private void fill(long[] starts, SegmentBytes model, List<MachineKernel> kernels) {
        memory.write(0, Bytes.of(program.data()));
        for (int i = 0; i < constants.length; i++) {
            switch (program.constants().get(i)) {
                case Constant.InModel(long offset, long bytes) -> constants[i] = model.slice(offset, bytes).segment();
                case Constant.Literal(int offset, long bytes) -> constants[i] = memory.slice(offset, bytes);
                case Constant.Prepared(long bytes, Program.Call call) -> {
                    constants[i] = memory.slice(starts[i], bytes);
                    bind(call, kernels).run();
                }
            }
        }
    }

    private static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private CompiledKernel.Call bind(Program.Call call, List<MachineKernel> kernels) {
        MemorySegment[] segments = new MemorySegment[call.buffers().size()];
        for (int i = 0; i < segments.length; i++) {
            segments[i] = place(call.buffers().get(i));
        }
        return backend.bind(kernels.get(call.code()), segments, call.arguments(), new X86Backend.Division(call.iterations(), call.shared()));
    }

    private MemorySegment place(Location location) {
        return (location.source() == Location.ARENA ? arena : constants[location.source()]).asSlice(location.offset(), location.length());
    }

    /** Runs the program on inputs of its types. Throws {@link ModelException} when the data are outside what a node accepts. */
    Map<String, Tensor> run(Map<String, Tensor> inputs, Set<String> wanted) {
        for (Program.Slot slot : program.signature().inputs()) {
            SegmentMemory.write(place(slot.location()), inputs.get(slot.name()).bytes());
        }
        backend.together(this::call);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (Program.Slot slot : program.signature().outputs()) {
            if (wanted.contains(slot.name())) {
                outputs.put(slot.name(), Tensor.of(slot.type().dtype(), slot.type().shape(),
                    SegmentMemory.read(place(slot.location()).asSlice(0, slot.type().bytes()))));
            }
        }
        return outputs;
    }

    private void call() {
        for (int i = 0; i < calls.size(); i++) {
            try {
                calls.get(i).run();
            } catch (KernelException e) {
                throw new ModelException(program.calls().get(i).label() + ": " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
