package io.coracle.op.move;

import io.coracle.op.Eager;
import io.coracle.op.Operands;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves elements that kernels cannot load. Every element gets a position, counted from 1 through all inputs that are moved; the
 * kernels move those as 32-bit integers, and the elements follow. Position 0, what kernels write where nothing was moved, is
 * the zero of the type: the number 0 or the empty string.
 */
final class ByPosition {
    private ByPosition() {}

    static List<Tensor> evaluate(Move move, Operands operands) {
        List<Tensor> moved = new ArrayList<>();
        for (int i = 0; i < operands.count(); i++) {
            if (operands.has(i) && move.moves(i)) {
                moved.add(operands.content(i));
            }
        }
        if (moved.stream().noneMatch(tensor -> tensor.dtype().bits() < 8)) {
            return Eager.run(move, operands);
        }
        List<Tensor> results = new ArrayList<>();
        for (Tensor positions : Eager.run(move, new Positions(move, operands))) {
            results.add(Picks.pick(moved, positions.toInts(), positions.shape()));
        }
        return results;
    }

    /** Operands whose moved inputs hold positions. */
    private record Positions(Move move, Operands operands) implements Operands {
        @Override
        public int count() {
            return operands.count();
        }

        @Override
        public boolean has(int i) {
            return operands.has(i);
        }

        @Override
        public TensorType type(int i) {
            return move.moves(i) ? new TensorType(DType.I32, operands.shape(i)) : operands.type(i);
        }

        @Override
        public boolean known(int i) {
            return operands.known(i);
        }

        @Override
        public Tensor content(int i) {
            if (!move.moves(i)) {
                return operands.content(i);
            }
            int first = 1;
            for (int before = 0; before < i; before++) {
                first += operands.has(before) && move.moves(before) ? operands.shape(before).size() : 0;
            }
            Shape shape = operands.shape(i);
            int[] positions = new int[shape.size()];
            for (int k = 0; k < positions.length; k++) {
                positions[k] = first + k;
            }
            return Tensor.ints(shape, positions);
        }

        @Override
        public int outputs() {
            return operands.outputs();
        }
    }
}
