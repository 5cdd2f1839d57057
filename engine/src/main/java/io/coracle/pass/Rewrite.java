package io.coracle.pass;

import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A pass that looks at each node as the last one of a pattern, and puts one node in its place where the pattern is found. */
interface Rewrite extends Pass {
    /** The node that computes the same outputs as {@code last} and all before it that only it needs. */
    Optional<Node> match(Node last, GraphIndex index);

    @Override
    default Graph apply(Graph graph) {
        GraphIndex index = new GraphIndex(graph);
        List<Node> nodes = new ArrayList<>();
        boolean changed = false;
        for (Node node : graph.nodes()) {
            Optional<Node> replacement = match(node, index);
            changed |= replacement.isPresent();
            nodes.add(replacement.orElse(node));
        }
        return changed ? new DeadCode().apply(graph.with(nodes, graph.constants())) : graph;
    }
}
