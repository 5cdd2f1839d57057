package io.coracle.testing;

import io.coracle.backend.InterpreterBackend;
import io.coracle.graph.Graph;
import io.coracle.kernel.Target;
import io.coracle.tensor.Tensor;
import java.util.Map;

/** The interpreter running kernels as they are scheduled for vector registers: tails and masks show on any machine. */
public final class VectorInterpreterTestBackend implements TestBackend {
    @Override
    public ModelRunner runner() {
        ModelRunner interpreter = ModelRunner.on(new InterpreterBackend(new Target("vectors", 8, 16, 1, false, false, false)));
        return new ModelRunner() {
            @Override
            public String name() {
                return "interpreter with 8 lanes";
            }

            @Override
            public Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs) {
                return interpreter.run(graph, inputs);
            }
        };
    }
}
