package io.coracle.pass;

import io.coracle.graph.Attribute;
import io.coracle.graph.Node;
import io.coracle.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A matrix product of integers that is converted to floats and scaled:
 * {@code MatMulInteger(a, b, aZero, bZero) → Cast(float) → Mul(scale)}, as dynamic quantisation writes it.
 */
final class FuseQuantizedMatMul implements Rewrite {
    /** ONNX TensorProto.FLOAT. */
    private static final long FLOAT = 1;

    @Override
    public Optional<Node> match(Node last, GraphIndex index) {
        if (!last.is("Mul")) {
            return Optional.empty();
        }
        for (int side = 0; side < 2; side++) {
            Optional<Node> cast = index.producer(last.input(side), "Cast").filter(n -> index.readers(n.output(0)) == 1)
                .filter(n -> n.attribute("to").filter(a -> a.equals(new Attribute.IntValue(FLOAT))).isPresent());
            Optional<Node> product = cast.flatMap(n -> index.producer(n.input(0), "MatMulInteger")).filter(n -> index.readers(n.output(0)) == 1);
            if (product.isPresent()) {
                Node p = product.get();
                return Optional.of(new Node(p.name(), "coracle", "ScaledMatMulInteger", 1,
                    List.of(p.input(0), p.input(1), p.input(2), isZero(p.input(3), index) ? "" : p.input(3), last.input(1 - side)), last.outputs(), Map.of()));
            }
        }
        return Optional.empty();
    }

    /** Zero points that are zero say nothing, and weights that need no shift can be multiplied in longer runs. */
    private static boolean isZero(String value, GraphIndex index) {
        Optional<Tensor> tensor = index.constant(value);
        if (tensor.isEmpty()) {
            return false;
        }
        for (byte part : tensor.get().bytes().toArray()) { // integers, so that only zeros are made of zeros
            if (part != 0) {
                return false;
            }
        }
        return true;
    }
}
