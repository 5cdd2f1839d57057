package io.coracle.plan;

import io.coracle.tensor.Tensor;
import java.util.Map;
import java.util.function.Supplier;

/** A run of a {@link Session} that was begun and holds memory until it is ended. For one thread. */
public final class PendingRun implements AutoCloseable {
    private final Supplier<Map<String, Tensor>> end;
    private boolean ended;

    PendingRun(Supplier<Map<String, Tensor>> end) {
        this.end = end;
    }

    /** Ends the run and gives its outputs, once. Throws {@link ModelException} when the data are outside what the model accepts. */
    public Map<String, Tensor> result() {
        if (ended) {
            throw new IllegalStateException("the run has ended");
        }
        ended = true;
        return end.get();
    }

    /** Ends the run, if it has not ended, and forgets what comes of it. */
    @Override
    public void close() {
        if (!ended) {
            try {
                result();
            } catch (ModelException e) {
                // Nobody wants to know any more.
            }
        }
    }
}
