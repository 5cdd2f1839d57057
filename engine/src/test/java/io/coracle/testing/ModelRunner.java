package io.coracle.testing;

import io.coracle.backend.Backend;
import io.coracle.graph.Graph;
import io.coracle.plan.Session;
import io.coracle.tensor.Tensor;
import java.util.Map;

/**
 * Runs models on a backend that stays open, each in a session of its own.
 *
 * @param name for messages and reports
 */
public record ModelRunner(String name, Backend backend) {
    public static ModelRunner on(Backend backend) {
        return new ModelRunner(backend.name(), backend);
    }

    /** Runs a graph once. Throws what the engine throws. */
    public Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs) {
        try (Session session = new Session(graph, backend)) {
            return session.run(inputs);
        }
    }
}
