package io.coracle.jvm.x86;

import io.coracle.kernel.KernelException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A kernel as machine code. */
public final class MachineKernel {
    private final MachineCode code;
    private final MemorySegment entry;
    private final ConcurrentLinkedQueue<Scratch> scratch;

    MachineKernel(MachineCode code, MemorySegment entry, ConcurrentLinkedQueue<Scratch> scratch) {
        this.code = code;
        this.entry = entry;
        this.scratch = scratch;
    }

    /**
     * The kernel with memory and arguments. The code does not check where it reads and writes: the caller has made sure that the
     * kernel stays inside these segments, and keeps them open.
     */
    public Binding bind(MemorySegment[] segments, int[] arguments) {
        return new Binding(segments.clone(), arguments);
    }

    /** What it consists of. */
    public MachineCode code() {
        return code;
    }

    /** A kernel with everything it needs. Its parts may be run by several threads, the whole of it by one at a time. */
    public final class Binding {
        private final MemorySegment block;
        private final MemorySegment[] segments;

        private Binding(MemorySegment[] segments, int[] arguments) {
            if (segments.length != code.buffers() || arguments.length != code.parameters()) {
                throw new IllegalArgumentException("takes " + code.buffers() + " buffers and " + code.parameters() + " arguments, got "
                    + segments.length + " and " + arguments.length);
            }
            this.segments = segments;
            block = CallBlocks.take(code.blockSize());
            for (int i = 0; i < segments.length; i++) {
                block.set(ValueLayout.JAVA_LONG, MachineCode.BUFFERS + 8L * i, segments[i].address());
            }
            for (int i = 0; i < arguments.length; i++) {
                block.set(ValueLayout.JAVA_LONG, code.firstParameter() + 8L * i, arguments[i]);
            }
        }

        /** Runs iterations of the parallel loop. */
        public void run(int from, int until) {
            if (code.scratch() == 0) {
                NativeCalls.call(entry, block.address(), from, until, 0, 0, 0);
            } else {
                try (Scratch memory = Scratch.from(scratch)) {
                    NativeCalls.call(entry, block.address(), from, until, memory.address(code.scratch()), 0, 0);
                }
            }
            Reference.reachabilityFence(this);
            Reference.reachabilityFence(segments);
        }

        /** Throws {@link KernelException} when a requirement did not hold since this was last asked. */
        public void check() {
            if (code.messages().isEmpty()) {
                return;
            }
            int failed = block.get(ValueLayout.JAVA_INT, MachineCode.STATUS);
            if (failed != 0) {
                block.set(ValueLayout.JAVA_INT, MachineCode.STATUS, 0);
                throw new KernelException(code.messages().get(failed - 1));
            }
        }
    }
}
