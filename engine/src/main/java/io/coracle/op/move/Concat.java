package io.coracle.op.move;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Tensors behind each other along one axis. ONNX Concat-1 to 13. */
record Concat(int axis, int inputs) implements Move {
    static Concat of(Attributes attributes) {
        int axis = attributes.version() < 4 ? attributes.integer("axis", 1) : attributes.integer("axis");
        return new Concat(axis, attributes.node().inputs().size());
    }

    @Override
    public boolean moves(int input) {
        return true;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        TensorType first = operands.type(0);
        int along = Axes.check(axis, first.shape().rank());
        long extent = 0;
        for (int i = 0; i < operands.count(); i++) {
            TensorType type = operands.type(i);
            boolean fits = type.dtype() == first.dtype() && type.shape().rank() == first.shape().rank()
                && type.shape().with(along, 0).equals(first.shape().with(along, 0));
            if (!fits) {
                throw new OperatorException("cannot join " + first + " and " + type + " along axis " + axis);
            }
            extent += type.shape().dim(along);
        }
        if (extent > Integer.MAX_VALUE) {
            throw new OperatorException("an axis of " + extent + " elements is too long");
        }
        return List.of(new TensorType(first.dtype(), first.shape().with(along, (int) extent)));
    }

    @Override
    public void lower(Lowering to) {
        Shape into = to.output(0).shape();
        int along = into.axis(axis);
        int outer = into.product(0, along);
        int row = into.product(along, into.rank());
        int offset = 0;
        for (int i = 0; i < inputs; i++) {
            Operand from = to.input(i);
            int part = from.shape().product(along, into.rank());
            StridedCopy.copy(to, from, new Layout(0, new int[] {part, 1}), to.output(0), new Layout(offset, new int[] {row, 1}),
                outer, part);
            offset += part;
        }
    }
}
