package io.coracle.jvm.code;

import io.coracle.kernel.Kernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Runs kernels as bytecode. */
final class CodeRun {
    private CodeRun() {}

    /** What generated code leaves in the buffers; the parallel loop is run in two parts. */
    static List<Object> run(KernelCompiler compiler, Kernel kernel, List<byte[]> contents, int[] arguments) {
        KernelCode code = compiler.compile(kernel);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment[] segments = new MemorySegment[contents.size()];
            Object[] chunks = new Object[contents.size()];
            for (int i = 0; i < segments.length; i++) {
                segments[i] = arena.allocate(contents.get(i).length, 8);
                MemorySegment.copy(contents.get(i), 0, segments[i], ValueLayout.JAVA_BYTE, 0, contents.get(i).length);
                var buffer = kernel.buffers().get(i);
                if (Types.isChunked(buffer, compiler.readsChunks())) {
                    chunks[i] = Chunks.of(segments[i], buffer.dtype(), buffer.size());
                }
            }
            Bindings bindings = new Bindings(segments, chunks, arguments);
            Scratch scratch = new Scratch();
            int count = code.count(bindings);
            if (count > 1) {
                code.run(bindings, scratch, 1, count);
                code.run(bindings, scratch, 0, 1);
            } else {
                code.run(bindings, scratch, 0, count);
            }
            List<Object> results = new ArrayList<>();
            for (MemorySegment segment : segments) {
                results.add(segment.toArray(ValueLayout.JAVA_BYTE));
            }
            results.add(bindings.takeFailure());
            return results;
        }
    }
}
