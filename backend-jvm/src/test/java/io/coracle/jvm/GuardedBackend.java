package io.coracle.jvm;

import io.coracle.backend.CompiledKernel;
import io.coracle.backend.ForwardingBackend;
import io.coracle.jvm.x86.Guarded;
import io.coracle.kernel.Buffer;
import io.coracle.kernel.Kernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Runs every kernel twice on copies of its buffers: once where each begins right behind a forbidden page, once where each ends right
 * before one. Code that leaves a buffer ends the process.
 */
final class GuardedBackend extends ForwardingBackend {
    private final X86Backend inner;

    GuardedBackend(X86Backend inner) {
        super(inner);
        this.inner = inner;
    }

    @Override
    public String name() {
        return inner.name() + "-guarded";
    }

    @Override
    public CompiledKernel compile(Kernel kernel) {
        return (places, arguments) -> () -> {
            run(kernel, places, arguments, false);
            run(kernel, places, arguments, true);
        };
    }

    private void run(Kernel kernel, List<CompiledKernel.Place> places, int[] arguments, boolean atEnd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment[] copies = new MemorySegment[places.size()];
            for (int i = 0; i < copies.length; i++) {
                copies[i] = Guarded.allocate(places.get(i).length(), atEnd, arena);
                copies[i].copyFrom(segment(places.get(i)));
            }
            inner.bind(kernel, copies, arguments).run();
            for (int i = 0; i < copies.length; i++) {
                // The first run leaves everything as it was, for the second.
                if (atEnd && kernel.buffers().get(i).role() == Buffer.Role.OUTPUT) {
                    segment(places.get(i)).copyFrom(copies[i]);
                }
            }
        }
    }

    private static MemorySegment segment(CompiledKernel.Place place) {
        return ((SegmentMemory) place.memory()).slice(place.offset(), place.length());
    }
}
