package io.coracle.pass;

import io.coracle.graph.Graph;

/** Turns a graph into an equal one that is cheaper to run. */
@FunctionalInterface
public interface Pass {
    Graph apply(Graph graph);

    /** This pass, then another. */
    default Pass then(Pass next) {
        return graph -> next.apply(apply(graph));
    }
}
