package io.coracle.backend;

import io.coracle.kernel.KernelException;
import java.util.List;

/** A sequence whose calls are made one by one. */
record CallAfterCall(List<CompiledKernel.Call> calls) implements Sequence {
    @Override
    public void run() {
        for (int i = 0; i < calls.size(); i++) {
            try {
                calls.get(i).run();
            } catch (KernelException e) {
                throw new Broken(i, e);
            }
        }
    }

    @Override
    public void close() {
        // It holds nothing but the calls.
    }
}
