package io.coracle.testing;

import io.coracle.backend.InterpreterBackend;

/** The interpreter running scalar kernels. */
public final class InterpreterTestBackend implements TestBackend {
    @Override
    public ModelRunner runner() {
        return ModelRunner.on(new InterpreterBackend());
    }
}
