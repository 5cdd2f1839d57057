package io.coracle.jvm;

import io.coracle.backend.CompiledKernel;
import io.coracle.backend.CompiledKernel.Place;
import io.coracle.jvm.code.Bindings;
import io.coracle.jvm.code.KernelCode;
import io.coracle.jvm.code.Scratch;
import io.coracle.kernel.Buffer;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A kernel's code with segments of memory and arguments. Segments have the bounds of their places, so code cannot leave them. */
final class BoundCall implements CompiledKernel.Call {
    /** Operations that are worth waking another thread for. */
    private static final double SHARED_FROM = 60_000;

    private final JvmBackend backend;
    private final KernelCode code;
    private final Bindings bindings;
    private final int iterations;
    private final boolean shared;

    private BoundCall(JvmBackend backend, KernelCode code, Bindings bindings, boolean worthSharing) {
        this.backend = backend;
        this.code = code;
        this.bindings = bindings;
        this.iterations = code.count(bindings);
        this.shared = worthSharing && iterations > 1;
    }

    static BoundCall of(JvmBackend backend, Kernel kernel, KernelCode code, boolean chunksAsArrays, List<Place> places, int[] arguments) {
        int count = kernel.buffers().size();
        if (places.size() != count || arguments.length != kernel.parameters().size()) {
            throw new IllegalArgumentException("kernel " + kernel.name() + " takes " + count + " buffers and "
                + kernel.parameters().size() + " arguments, got " + places.size() + " and " + arguments.length);
        }
        MemorySegment[] segments = new MemorySegment[count];
        Object[] chunks = new Object[count];
        for (int i = 0; i < count; i++) {
            Place place = places.get(i);
            Buffer buffer = kernel.buffers().get(i);
            SegmentMemory memory = (SegmentMemory) place.memory();
            segments[i] = memory.slice(place.offset(), place.length());
            if (chunksAsArrays && buffer.role() == Buffer.Role.PACKED && buffer.size() > 0) {
                chunks[i] = memory.chunks(place.offset(), place.length(), buffer.dtype(), buffer.size());
            }
        }
        boolean worthSharing = backend.target().threads() > 1 && kernel.parallelLoop().isPresent()
            && Work.estimate(kernel, arguments) >= SHARED_FROM;
        return new BoundCall(backend, code, new Bindings(segments, chunks, arguments.clone()), worthSharing);
    }

    @Override
    public void run() {
        if (shared) {
            backend.workers().run(iterations, this::run);
        } else {
            run(0, iterations);
        }
        String failure = bindings.takeFailure();
        if (!failure.isEmpty()) {
            throw new KernelException(failure);
        }
    }

    private void run(int from, int to) {
        Scratch scratch = backend.takeScratch();
        try {
            code.run(bindings, scratch, from, to);
        } finally {
            backend.giveScratch(scratch);
        }
    }
}
