package io.coracle.plan;

import io.coracle.graph.FreeVariables;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.op.OperatorSet;
import io.coracle.pass.DeadCode;
import io.coracle.tensor.DType;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Computes, once and on the backend, what no input has a part in: transposed or dequantised weights, tables of positions. What is
 * left of the graph reads the results as constants.
 */
final class ConstantNodes {
    private ConstantNodes() {}

    static Graph compute(Graph graph, OperatorSet operators, KernelCache kernels, ArenaPool arenas) {
        Set<String> known = new HashSet<>(graph.constants().keySet());
        List<Node> constant = new ArrayList<>();
        List<Node> rest = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (readsOnly(node, known) && !isRandom(node)) {
                constant.add(node);
                known.addAll(node.outputs());
            } else {
                rest.add(node);
            }
        }
        if (constant.isEmpty()) {
            return graph;
        }
        Set<String> read = new HashSet<>();
        rest.forEach(node -> FreeVariables.forEachRead(node, read::add));
        graph.outputs().forEach(output -> read.add(output.name()));
        List<ValueInfo> wanted = new ArrayList<>();
        for (Node node : constant) {
            for (String output : node.outputs()) {
                if (read.contains(output)) {
                    wanted.add(new ValueInfo(output, new ValueInfo.Tensor(DType.F32, false, List.of())));
                }
            }
        }
        Graph alone = new DeadCode().apply(new Graph(graph.name(), List.of(), wanted, constant, graph.constants()));
        Map<String, Tensor> constants = new HashMap<>(graph.constants());
        constants.putAll(new GraphRunner(alone, operators, kernels, arenas).run(Map.of()));
        return new DeadCode().apply(graph.with(rest, constants));
    }

    private static boolean readsOnly(Node node, Set<String> known) {
        boolean[] only = {true};
        FreeVariables.forEachRead(node, name -> only[0] &= known.contains(name));
        return only[0];
    }

    /** Random numbers are new in every run. */
    private static boolean isRandom(Node node) {
        return switch (node.operator()) {
            case "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Multinomial", "Bernoulli", "Dropout" -> true;
            default -> false;
        };
    }
}
