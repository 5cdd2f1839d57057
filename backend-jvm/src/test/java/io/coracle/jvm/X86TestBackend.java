package io.coracle.jvm;

import io.coracle.testing.ModelRunner;
import io.coracle.testing.TestBackend;
import java.util.ArrayList;
import java.util.List;

/** Machine code for operator tests, on every level that this processor has, and once more between guard pages. */
public final class X86TestBackend implements TestBackend {
    @Override
    public List<ModelRunner> runners() {
        List<ModelRunner> runners = new ArrayList<>();
        for (String level : X86Backend.levels()) {
            runners.add(ModelRunner.on(X86Backend.open(level, JvmTestBackend.THREADS)));
            if (System.getProperty("os.name").startsWith("Linux")) {
                runners.add(ModelRunner.on(new GuardedBackend(X86Backend.open(level, JvmTestBackend.THREADS))));
            }
        }
        return runners;
    }
}
