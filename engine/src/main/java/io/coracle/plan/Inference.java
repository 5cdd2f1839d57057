package io.coracle.plan;

import io.coracle.graph.ValueInfo;
import io.coracle.kernel.Target;
import io.coracle.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model ready to run, wherever its plans come from. Safe for use by many threads at once. */
public interface Inference extends AutoCloseable {
    /** What its kernels are written for. */
    Target target();

    /** What the model wants. */
    List<ValueInfo> inputs();

    /** What the model gives. */
    List<ValueInfo> outputs();

    /**
     * Runs the model.
     *
     * @param inputs a tensor for each input
     * @param outputs names of those that are read; the others cost nothing but their computation
     * @throws ModelException when an input is missing, unknown, or of the wrong type or shape, and when the data are outside what the
     *     model accepts
     */
    Map<String, Tensor> run(Map<String, Tensor> inputs, Set<String> outputs);

    /**
     * Begins a run, so that the caller can prepare the next one meanwhile. It is run beside this thread where the backend has threads of its
     * own for that, otherwise when it is asked for its result.
     *
     * @throws ModelException as {@link #run}; what is wrong with the data is thrown with the result
     */
    default PendingRun begin(Map<String, Tensor> inputs, Set<String> outputs) {
        return new PendingRun(() -> run(inputs, outputs));
    }

    /** Gives memory back as soon as the runs under way have ended. */
    @Override
    void close();
}
