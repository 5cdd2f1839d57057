package io.coracle.jvm;

import io.coracle.testing.ModelRunner;
import io.coracle.testing.TestBackend;
import java.util.List;

/** Machine code for operator tests, on every level that this processor has. */
public final class X86TestBackend implements TestBackend {
    @Override
    public List<ModelRunner> runners() {
        return X86Backend.levels().stream().map(level -> ModelRunner.on(X86Backend.open(level, JvmTestBackend.THREADS))).toList();
    }
}
