package io.coracle.op.move;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a tensor along one axis. ONNX Split-1 and 2 (lengths as an attribute) to 18 (number of outputs as an attribute).
 *
 * @param outputs how many parts there are when no lengths are given
 */
record Split(int axis, List<Long> lengths, int outputs) implements Move {
    static Split of(Attributes attributes) {
        int outputs = attributes.integer("num_outputs", attributes.node().outputs().size());
        return new Split(attributes.integer("axis", 0), attributes.longs("split"), outputs);
    }

    @Override
    public boolean needsContents(int input) {
        return input == 1;
    }

    private long[] parts(Operands operands, int extent) {
        long[] given = Axes.of(operands, 1, lengths);
        if (given.length > 0 || operands.has(1)) {
            long sum = 0;
            for (long part : given) {
                if (part < 0 || part > extent) {
                    throw new OperatorException("cannot split " + extent + " into " + Arrays.toString(given));
                }
                sum += part;
            }
            if (sum != extent) {
                throw new OperatorException("cannot split " + extent + " into " + Arrays.toString(given));
            }
            return given;
        }
        if (outputs < 1) {
            throw new OperatorException("cannot split into " + outputs + " parts");
        }
        long[] even = new long[outputs];
        int part = (extent + outputs - 1) / outputs;
        for (int i = 0; i < outputs; i++) {
            even[i] = Math.max(0, Math.min(part, extent - i * (long) part));
        }
        return even;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape shape = operands.shape(0);
        int along = Axes.check(axis, shape.rank());
        List<TensorType> types = new ArrayList<>();
        for (long part : parts(operands, shape.dim(along))) {
            types.add(new TensorType(operands.dtype(0), shape.with(along, (int) part)));
        }
        if (types.size() < operands.outputs()) {
            throw new OperatorException("gives " + types.size() + " parts, the model wants " + operands.outputs());
        }
        return types;
    }

    @Override
    public void lower(Lowering to) {
        Shape from = to.input(0).shape();
        int along = from.axis(axis);
        int row = from.product(along, from.rank());
        int offset = 0;
        for (int i = 0; offset < row; i++) {
            Shape into = to.output(i).shape();
            int part = into.product(along, into.rank());
            StridedCopy.copy(to, to.input(0), new Layout(offset, new int[] {row, 1}), to.output(i), new Layout(0, new int[] {part, 1}),
                from.product(0, along), part);
            offset += part;
        }
    }
}
