package io.coracle.testing;

import io.coracle.backend.Backend;
import io.coracle.graph.Graph;
import io.coracle.plan.Session;
import io.coracle.tensor.Tensor;
import java.util.Map;

/** Something that runs models: a backend of the engine. */
public interface ModelRunner {
    /** For messages and reports. */
    String name();

    /** Runs a graph once. Throws what the engine throws. */
    Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs);

    /** A new session for every run on a backend that stays open. */
    static ModelRunner on(Backend backend) {
        return new ModelRunner() {
            @Override
            public String name() {
                return backend.name();
            }

            @Override
            public Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs) {
                try (Session session = new Session(graph, backend)) {
                    return session.run(inputs);
                }
            }
        };
    }
}
