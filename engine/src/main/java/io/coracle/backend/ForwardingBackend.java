package io.coracle.backend;

import io.coracle.kernel.Kernel;
import io.coracle.kernel.Target;
import io.coracle.tensor.Bytes;
import java.util.List;

/** Does what another backend does. Whoever wants to see some of it, in a test or a measurement, overrides that. */
public abstract class ForwardingBackend implements Backend {
    private final Backend backend;

    /** @param backend closed with this one */
    protected ForwardingBackend(Backend backend) {
        this.backend = backend;
    }

    @Override
    public String name() {
        return backend.name();
    }

    @Override
    public Target target() {
        return backend.target();
    }

    @Override
    public long memoryLimit() {
        return backend.memoryLimit();
    }

    @Override
    public Memory allocate(long bytes) {
        return backend.allocate(bytes);
    }

    @Override
    public Memory constant(Bytes bytes) {
        return backend.constant(bytes);
    }

    @Override
    public void expect(Kernel kernel) {
        backend.expect(kernel);
    }

    @Override
    public CompiledKernel compile(Kernel kernel) {
        return backend.compile(kernel);
    }

    @Override
    public Sequence sequence(List<CompiledKernel.Call> calls) {
        return backend.sequence(calls);
    }

    @Override
    public void together(Runnable calls) {
        backend.together(calls);
    }

    @Override
    public void close() {
        backend.close();
    }
}
