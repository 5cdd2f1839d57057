package io.coracle.testing;

import io.coracle.backend.InterpreterBackend;
import io.coracle.kernel.Target;
import java.util.List;

/**
 * The interpreter, running scalar kernels and kernels as they are scheduled for vector registers: in those, tails and masks show
 * on any machine.
 */
public final class InterpreterTestBackend implements TestBackend {
    private static final Target VECTORS = new Target("vectors", 8, 16, 1, false, false, false);

    @Override
    public List<ModelRunner> runners() {
        return List.of(ModelRunner.on(new InterpreterBackend()),
            new ModelRunner("interpreter with 8 lanes", new InterpreterBackend(VECTORS)));
    }
}
