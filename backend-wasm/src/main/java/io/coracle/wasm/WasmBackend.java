package io.coracle.wasm;

import io.coracle.backend.Backend;
import io.coracle.backend.CompiledKernel;
import io.coracle.kernel.Interpreter;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Target;
import io.coracle.tensor.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Runs kernels in a host's linear memory. */
public final class WasmBackend implements Backend {
    /** Nothing lies at address zero. */
    private static final int FIRST_ADDRESS = 64;

    private final WasmHost host;
    private final Heap heap;

    public WasmBackend(WasmHost host) {
        this.host = host;
        this.heap = new Heap(host, FIRST_ADDRESS);
    }

    @Override
    public String name() {
        return "wasm";
    }

    @Override
    public Target target() {
        return Target.SCALAR;
    }

    @Override
    public long memoryLimit() {
        return Heap.largest();
    }

    /** New memory. Throws {@link WasmMemoryException} when the host gives no more. */
    @Override
    public synchronized WasmMemory allocate(long bytes) {
        int address = heap.take(bytes);
        return new WasmMemory(host, address, (int) bytes, () -> free(address, bytes));
    }

    private synchronized void free(int address, long bytes) {
        heap.give(address, bytes);
    }

    @Override
    public WasmMemory constant(Bytes bytes) {
        if (bytes instanceof LinearBytes linear && linear.host == host) {
            return new WasmMemory(host, linear.address, (int) linear.size(), () -> {});
        }
        WasmMemory memory = allocate(bytes.size());
        memory.write(0, bytes);
        return memory;
    }

    @Override
    public CompiledKernel compile(Kernel kernel) {
        return (buffers, arguments) -> {
            List<HostCells> cells = new ArrayList<>();
            for (CompiledKernel.Place place : buffers) {
                cells.add(new HostCells(host, ((WasmMemory) place.memory()).address() + (int) place.offset(), (int) place.length()));
            }
            return () -> Interpreter.run(kernel, cells, arguments);
        };
    }

    @Override
    public void close() {
        // The linear memory goes with its host.
    }
}
