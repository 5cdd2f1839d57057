package io.coracle.pass;

import io.coracle.graph.FreeVariables;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Drops nodes and constants that no output depends on. */
public final class DeadCode implements Pass {
    @Override
    public Graph apply(Graph graph) {
        Set<String> read = new HashSet<>();
        graph.outputs().forEach(output -> read.add(output.name()));
        List<Node> kept = new ArrayList<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            if (isRead(node, read)) {
                kept.add(node);
                FreeVariables.forEachRead(node, read::add);
            }
        }
        Collections.reverse(kept);
        Map<String, io.coracle.tensor.Tensor> constants = new HashMap<>(graph.constants());
        constants.keySet().retainAll(read);
        return graph.with(kept, constants);
    }

    private static boolean isRead(Node node, Set<String> read) {
        for (String output : node.outputs()) {
            if (!output.isEmpty() && read.contains(output)) {
                return true;
            }
        }
        return false;
    }
}
