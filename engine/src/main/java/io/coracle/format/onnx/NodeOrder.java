package io.coracle.format.onnx;

import io.coracle.format.ModelFormatException;
import io.coracle.graph.FreeVariables;
import io.coracle.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts nodes into an order in which every value is computed before it is read, also by a node's subgraphs. */
final class NodeOrder {
    private static final int NEW = 0;
    private static final int OPEN = 1;
    private static final int DONE = 2;

    private NodeOrder() {}

    /** The nodes, in the order given where that is possible. Throws {@link ModelFormatException} for a cycle. */
    static List<Node> sorted(List<Node> nodes) {
        Map<String, Integer> computedBy = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String output : nodes.get(i).outputs()) {
                computedBy.put(output, i);
            }
        }
        computedBy.remove("");
        if (isSorted(nodes, computedBy)) {
            return nodes;
        }
        int[][] needs = new int[nodes.size()][];
        for (int i = 0; i < needs.length; i++) {
            needs[i] = needs(nodes.get(i), computedBy);
        }
        List<Node> sorted = new ArrayList<>(nodes.size());
        int[] state = new int[needs.length];
        int[] next = new int[needs.length];
        int[] path = new int[needs.length];
        for (int start = 0; start < needs.length; start++) {
            int depth = 0;
            if (state[start] == NEW) {
                state[start] = OPEN;
                path[depth++] = start;
            }
            while (depth > 0) {
                int node = path[depth - 1];
                if (next[node] == needs[node].length) {
                    state[node] = DONE;
                    sorted.add(nodes.get(node));
                    depth--;
                } else {
                    int need = needs[node][next[node]++];
                    if (state[need] == OPEN) {
                        throw new ModelFormatException("onnx: " + nodes.get(need).label() + ": its inputs depend on its own outputs");
                    }
                    if (state[need] == NEW) {
                        state[need] = OPEN;
                        path[depth++] = need;
                    }
                }
            }
        }
        return sorted;
    }

    /** Whether each node stands behind those that it needs, as in nearly all files. */
    private static boolean isSorted(List<Node> nodes, Map<String, Integer> computedBy) {
        boolean[] sorted = {true};
        for (int i = 0; i < nodes.size(); i++) {
            int at = i;
            FreeVariables.forEachRead(nodes.get(i), name -> {
                Integer by = computedBy.get(name);
                sorted[0] &= by == null || by < at;
            });
        }
        return sorted[0];
    }

    private static int[] needs(Node node, Map<String, Integer> computedBy) {
        Set<String> reads = FreeVariables.reads(node);
        int[] needs = new int[reads.size()];
        int count = 0;
        for (String read : reads) {
            Integer by = computedBy.get(read);
            if (by != null) {
                needs[count++] = by;
            }
        }
        return Arrays.copyOf(needs, count);
    }
}
