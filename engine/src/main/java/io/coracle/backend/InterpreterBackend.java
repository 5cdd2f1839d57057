package io.coracle.backend;

import io.coracle.kernel.ArrayCells;
import io.coracle.kernel.Interpreter;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Target;
import io.coracle.tensor.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Runs kernels with the {@link Interpreter} on Java arrays: the oracle of every other backend, and what folds constants. */
public final class InterpreterBackend implements Backend {
    /** Bytes of an array that an ordinary heap has room for. */
    private static final long LARGEST_ARRAY = 256L << 20;

    private final Target target;

    public InterpreterBackend() {
        this(Target.SCALAR);
    }

    /** Interprets the kernels that schedules write for another target. */
    public InterpreterBackend(Target target) {
        this.target = target;
    }

    @Override
    public String name() {
        return "interpreter";
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public long memoryLimit() {
        return LARGEST_ARRAY;
    }

    @Override
    public Memory allocate(long bytes) {
        return new ArrayMemory(new byte[Math.toIntExact(bytes)]);
    }

    @Override
    public Memory constant(Bytes bytes) {
        return new ArrayMemory(bytes.toArray());
    }

    @Override
    public CompiledKernel compile(Kernel kernel) {
        return (buffers, arguments) -> {
            List<ArrayCells> cells = new ArrayList<>();
            for (CompiledKernel.Place place : buffers) {
                cells.add(new ArrayCells(((ArrayMemory) place.memory()).bytes, (int) place.offset(), (int) place.length()));
            }
            return () -> Interpreter.run(kernel, cells, arguments);
        };
    }

    @Override
    public void close() {
        // Java's garbage collector owns all there is.
    }

    private static final class ArrayMemory implements Memory {
        private final byte[] bytes;

        ArrayMemory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        private void check(long at, long length) {
            if (at < 0 || length < 0 || at > bytes.length - length) {
                throw new IndexOutOfBoundsException("bytes " + at + " to " + (at + length) + " of a memory of " + bytes.length);
            }
        }

        @Override
        public void write(long at, Bytes from) {
            check(at, from.size());
            from.copyTo(0, bytes, (int) at, (int) from.size());
        }

        @Override
        public Bytes read(long at, long length) {
            check(at, length);
            byte[] copy = new byte[(int) length];
            System.arraycopy(bytes, (int) at, copy, 0, copy.length);
            return Bytes.of(copy);
        }

        @Override
        public void close() {
            // Java's garbage collector owns the array.
        }
    }
}
