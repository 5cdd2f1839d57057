package io.coracle.op.reduce;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which axes a reduction goes along: an attribute in older versions, an input in newer ones, and all when neither is given.
 *
 * @param attribute axes of the node, empty when it has none
 * @param isInput axes are input 1
 * @param noneIsNone no axes means that nothing is reduced
 */
record ReduceAxes(List<Integer> attribute, boolean isInput, boolean noneIsNone, boolean keep) {
    static ReduceAxes of(Attributes attributes, int inputSince) {
        boolean isInput = attributes.version() >= inputSince;
        return new ReduceAxes(isInput ? List.of() : attributes.integers("axes"), isInput,
            attributes.flag("noop_with_empty_axes", false), attributes.flag("keepdims", true));
    }

    int[] of(Operands operands) {
        return of(operands.shape(0), isInput && operands.has(1) ? Optional.of(operands.content(1)) : Optional.empty());
    }

    int[] of(Lowering to) {
        return of(to.input(0).shape(), isInput && to.has(1) ? to.content(to.input(1)) : Optional.empty());
    }

    private int[] of(Shape shape, Optional<Tensor> input) {
        int[] axes = new int[attribute.size()];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = attribute.get(i);
        }
        if (input.isPresent()) {
            axes = new int[input.get().size()];
            for (int i = 0; i < axes.length; i++) {
                long axis = input.get().longAt(i);
                if (axis < -shape.rank() || axis >= shape.rank()) {
                    throw new OperatorException("axis " + axis + " is outside shape " + shape);
                }
                axes[i] = (int) axis;
            }
        }
        if (axes.length == 0 && !noneIsNone) {
            axes = new int[shape.rank()];
            for (int i = 0; i < axes.length; i++) {
                axes[i] = i;
            }
        }
        return axes;
    }

    Shape reduced(Shape shape, int[] axes) {
        boolean[] along = Lines.chosen(shape, axes);
        int[] dims = new int[shape.rank()];
        int rank = 0;
        for (int i = 0; i < dims.length; i++) {
            if (!along[i] || keep) {
                dims[rank++] = along[i] ? 1 : shape.dim(i);
            }
        }
        return Shape.of(Arrays.copyOf(dims, rank));
    }
}
