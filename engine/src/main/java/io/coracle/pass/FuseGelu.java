package io.coracle.pass;

import io.coracle.graph.Attribute;
import io.coracle.graph.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * GELU, which exporters before opset 20 write as {@code x · (erf(x / √2) + 1) · ½}, or with tanh as
 * {@code ½ · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))}, with the factors in any order.
 */
final class FuseGelu implements Rewrite {
    private static final int SINCE = 20;

    @Override
    public Optional<Node> match(Node last, GraphIndex index) {
        if (!last.is("Mul")) {
            return Optional.empty();
        }
        for (boolean tanh : new boolean[] {false, true}) {
            Optional<String> x = gelu(last, tanh, index);
            if (x.isPresent()) {
                return Optional.of(new Node(last.name(), "", "Gelu", SINCE, List.of(x.get()), last.outputs(),
                    Map.of("approximate", new Attribute.StringValue(tanh ? "tanh" : "none"))));
            }
        }
        return Optional.empty();
    }

    /** Three factors, x, ½ and the gate, are joined by two products. */
    private static Optional<String> gelu(Node last, boolean tanh, GraphIndex index) {
        for (int side = 0; side < 2; side++) {
            String alone = last.input(1 - side);
            Optional<Node> inner = index.producer(last.input(side), "Mul");
            if (inner.isEmpty()) {
                continue;
            }
            List<String> factors = List.of(alone, inner.get().input(0), inner.get().input(1));
            for (int half = 0; half < 3; half++) {
                for (int gate = 0; gate < 3; gate++) {
                    // The third of the indexes 0, 1 and 2.
                    String x = half == gate ? "" : factors.get(3 - half - gate);
                    if (half != gate && index.isNumber(factors.get(half), 0.5) && isGate(factors.get(gate), x, tanh, index)) {
                        return Optional.of(x);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isGate(String value, String x, boolean tanh, GraphIndex index) {
        Optional<String> inside = index.producer(value, "Add").flatMap(n -> index.besides(n, 1));
        if (!tanh) {
            Optional<String> argument = inside.flatMap(v -> index.producer(v, "Erf")).map(n -> n.input(0));
            return argument.flatMap(v -> index.producer(v, "Div")).filter(n -> n.input(0).equals(x) && index.isNumber(n.input(1), Math.sqrt(2)))
                .isPresent() || argument.flatMap(v -> index.producer(v, "Mul")).flatMap(n -> index.besides(n, Math.sqrt(0.5)))
                .filter(x::equals).isPresent();
        }
        return inside.flatMap(v -> index.producer(v, "Tanh")).flatMap(n -> index.producer(n.input(0), "Mul"))
            .flatMap(n -> index.besides(n, Math.sqrt(2 / Math.PI))).flatMap(v -> index.producer(v, "Add"))
            .flatMap(n -> GraphIndex.other(n, x)).flatMap(v -> index.producer(v, "Mul")).flatMap(n -> index.besides(n, 0.044715))
            .filter(v -> isCube(v, x, index)).isPresent();
    }

    private static boolean isCube(String value, String x, GraphIndex index) {
        return index.producer(value, "Pow").filter(n -> n.input(0).equals(x) && index.isNumber(n.input(1), 3)).isPresent()
            || index.producer(value, "Mul").flatMap(n -> GraphIndex.other(n, x)).flatMap(v -> index.producer(v, "Mul"))
                .filter(n -> n.input(0).equals(x) && n.input(1).equals(x)).isPresent();
    }
}
