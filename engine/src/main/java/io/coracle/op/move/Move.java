package io.coracle.op.move;

import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.tensor.Tensor;
import java.util.List;

/**
 * Moves elements without looking at them. Its kernels copy any type whose elements are whole bytes; strings and packed numbers
 * are moved in Java, by letting the same kernels move the elements' positions instead.
 */
public interface Move extends Operator.Lowered, Operator.OnTensors {
    /** Whether an input holds elements that are moved; others hold shapes, axes or indexes. */
    default boolean moves(int input) {
        return input == 0;
    }

    @Override
    default List<Tensor> evaluate(Operands operands) {
        return ByPosition.evaluate(this, operands);
    }
}
