package io.coracle.text.input;

import io.coracle.graph.Graph;
import io.coracle.graph.ValueInfo;
import java.util.Optional;

/** Finds what a model of texts gives: exporters name it alike, but not always. */
public final class GraphOutputs {
    private GraphOutputs() {}

    /** The output of that name, or else the first that declares that rank. */
    public static Optional<ValueInfo> find(Graph graph, String preferred, int rank) {
        Optional<ValueInfo> first = Optional.empty();
        for (ValueInfo output : graph.outputs()) {
            if (output.name().equals(preferred)) {
                return Optional.of(output);
            }
            if (first.isEmpty() && output.type() instanceof ValueInfo.Tensor type && type.ranked() && type.dims().size() == rank) {
                first = Optional.of(output);
            }
        }
        return first;
    }

    /** The vectors of tokens, [batch, sequence, dimension]. */
    public static Optional<ValueInfo> tokenVectors(Graph graph) {
        return find(graph, "last_hidden_state", 3);
    }

    /** The vectors of texts that are already pooled, [batch, dimension]. */
    public static Optional<ValueInfo> textVectors(Graph graph) {
        return find(graph, "sentence_embedding", 2);
    }
}
