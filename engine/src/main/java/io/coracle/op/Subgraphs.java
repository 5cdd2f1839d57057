package io.coracle.op;

import io.coracle.graph.Graph;
import io.coracle.tensor.Tensor;
import java.util.List;

/** Runs graphs that are attributes of a control flow operator. */
public interface Subgraphs {
    /** Runs a graph with its inputs in order, and with the values of the graph around it; gives its outputs in order. */
    List<Tensor> run(Graph graph, List<Tensor> inputs);
}
