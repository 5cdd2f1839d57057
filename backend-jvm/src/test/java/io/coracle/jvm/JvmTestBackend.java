package io.coracle.jvm;

import io.coracle.testing.ModelRunner;
import io.coracle.testing.TestBackend;
import java.util.ArrayList;
import java.util.List;

/** This module's backends for operator tests, on two threads so that parallel loops are split. */
public final class JvmTestBackend implements TestBackend {
    static final int THREADS = 2;

    @Override
    public List<ModelRunner> runners() {
        List<ModelRunner> runners = new ArrayList<>();
        runners.add(ModelRunner.on(JvmBackend.bytecode(THREADS)));
        if (VectorModule.lanes().isPresent()) {
            runners.add(ModelRunner.on(JvmBackend.vector(THREADS)));
        }
        return runners;
    }
}
