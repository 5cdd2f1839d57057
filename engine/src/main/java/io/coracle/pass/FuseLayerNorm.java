package io.coracle.pass;

import io.coracle.graph.Attribute;
import io.coracle.graph.Node;
import io.coracle.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Layer normalisation over the last axis, which exporters before opset 17 write as
 * {@code d = x - mean(x); d / sqrt(mean(d²) + ε) * gain + bias}.
 */
final class FuseLayerNorm implements Rewrite {
    private static final int SINCE = 17;

    @Override
    public Optional<Node> match(Node last, GraphIndex index) {
        if (!last.is("Add")) {
            return Optional.empty();
        }
        for (int side = 0; side < 2; side++) {
            String bias = last.input(1 - side);
            Optional<Node> scaled = index.producer(last.input(side), "Mul").filter(n -> index.readers(n.output(0)) == 1);
            if (scaled.isEmpty() || index.constant(bias).isEmpty()) {
                continue;
            }
            for (int factor = 0; factor < 2; factor++) {
                String gain = scaled.get().input(factor);
                Optional<Tensor> gains = index.constant(gain).filter(t -> t.shape().rank() == 1);
                Optional<Node> divided = index.producer(scaled.get().input(1 - factor), "Div");
                if (gains.isEmpty() || divided.isEmpty() || !index.constant(bias).get().shape().equals(gains.get().shape())) {
                    continue;
                }
                Optional<Normalized> found = normalized(divided.get(), index);
                if (found.isPresent()) {
                    return Optional.of(new Node(last.name(), "", "LayerNormalization", SINCE,
                        List.of(found.get().x, gain, bias), last.outputs(),
                        Map.of("axis", new Attribute.IntValue(-1), "epsilon", new Attribute.FloatValue(found.get().epsilon))));
                }
            }
        }
        return Optional.empty();
    }

    private record Normalized(String x, float epsilon) {}

    private static Optional<Normalized> normalized(Node divided, GraphIndex index) {
        Optional<String> x = centred(divided.input(0), index);
        Optional<Node> root = index.producer(divided.input(1), "Sqrt");
        Optional<Node> shifted = root.flatMap(n -> index.producer(n.input(0), "Add"));
        if (x.isEmpty() || shifted.isEmpty()) {
            return Optional.empty();
        }
        for (int side = 0; side < 2; side++) {
            Optional<Double> epsilon = index.number(shifted.get().input(1 - side));
            Optional<Node> variance = index.producer(shifted.get().input(side), "ReduceMean").filter(n -> isLastAxis(n, index));
            if (epsilon.isPresent() && variance.isPresent() && isSquareOf(variance.get().input(0), x.get(), index)) {
                return Optional.of(new Normalized(x.get(), (float) (double) epsilon.get()));
            }
        }
        return Optional.empty();
    }

    /** The x of {@code x - mean(x)}. */
    private static Optional<String> centred(String value, GraphIndex index) {
        return index.producer(value, "Sub").filter(sub -> index.producer(sub.input(1), "ReduceMean")
            .filter(mean -> isLastAxis(mean, index) && mean.input(0).equals(sub.input(0))).isPresent()).map(sub -> sub.input(0));
    }

    private static boolean isSquareOf(String value, String x, GraphIndex index) {
        Optional<Node> power = index.producer(value, "Pow").filter(n -> index.isNumber(n.input(1), 2));
        Optional<Node> product = index.producer(value, "Mul").filter(n -> n.input(0).equals(n.input(1)));
        return power.or(() -> product).flatMap(n -> centred(n.input(0), index)).filter(x::equals).isPresent();
    }

    private static boolean isLastAxis(Node mean, GraphIndex index) {
        boolean keeps = mean.attribute("keepdims").map(a -> a instanceof Attribute.IntValue(long v) && v == 1).orElse(true);
        boolean byAttribute = mean.attribute("axes").map(a -> a instanceof Attribute.IntList(List<Long> v) && v.equals(List.of(-1L))).orElse(false);
        return keeps && (byAttribute || mean.has(1) && index.isNumber(mean.input(1), -1));
    }
}
