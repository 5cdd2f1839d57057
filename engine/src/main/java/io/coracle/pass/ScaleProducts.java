package io.coracle.pass;

import io.coracle.graph.Attribute;
import io.coracle.graph.Node;
import io.coracle.tensor.DType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A product of f32 matrices that is divided by a constant, as in attention, is multiplied by the inverse instead: the product was rounded
 * more often than this rounds, and a division takes as long as several multiplications.
 */
final class ScaleProducts implements Rewrite {
    /** Inverses of numbers outside are not as exact, or none. */
    private static final double SMALLEST = 1e-30;
    private static final double LARGEST = 1e30;

    @Override
    public Optional<Node> match(Node last, GraphIndex index) {
        if (!last.is("Div") || index.producer(last.input(0), "MatMul").isEmpty() || index.readers(last.input(0)) != 1) {
            return Optional.empty();
        }
        return index.constant(last.input(1)).filter(t -> t.dtype() == DType.F32).flatMap(t -> index.number(last.input(1)))
            .filter(divisor -> Math.abs(divisor) >= SMALLEST && Math.abs(divisor) <= LARGEST)
            .map(divisor -> new Node(last.name(), "coracle", "Times", 1, List.of(last.input(0)), last.outputs(),
                Map.of("factor", new Attribute.FloatValue((float) (1 / divisor)))));
    }
}
