package io.coracle.op.norm;

import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.elementwise.ElementwiseKernel;
import io.coracle.op.elementwise.Numeric;
import io.coracle.op.reduce.Line;
import io.coracle.op.reduce.Lines;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/**
 * Differences from the mean, divided by the deviation, within each group of channels of each image; then scale and bias. ONNX
 * GroupNormalization-18 and 21, and InstanceNormalization, whose groups are single channels.
 *
 * @param groups of channels, or 0 for as many as there are channels
 * @param perGroup scale and bias have one number for each group, else for each channel
 */
record InstanceNormalization(int groups, boolean perGroup, float epsilon) implements Operator.Lowered {
    @Override
    public List<TensorType> infer(Operands operands) {
        Numeric.floating(operands.dtype(0));
        Shape shape = operands.shape(0);
        if (shape.rank() < 2) {
            throw new OperatorException("the input needs channels, its shape is " + shape);
        }
        if (groups < 0 || groups > 0 && shape.dim(1) % groups != 0) {
            throw new OperatorException(shape.dim(1) + " channels do not fall into " + groups + " groups");
        }
        for (int i = 1; i < 3; i++) {
            Numeric.floating(operands.dtype(i));
            if (operands.shape(i).size() != (perGroup ? groups : shape.dim(1))) {
                throw new OperatorException("scale and bias of shape " + operands.shape(i) + " do not fit the channels of " + shape);
            }
        }
        return List.of(operands.type(0));
    }

    @Override
    public void lower(Lowering to) {
        Operand x = to.input(0);
        Shape shape = x.shape();
        if (shape.size() == 0) {
            return;
        }
        int parts = groups == 0 ? shape.dim(1) : groups;
        Shape grouped = Shape.of(shape.dim(0), parts, shape.dim(1) / parts, shape.product(2, shape.rank()));
        Operand normal = to.scratch(x.dtype(), grouped);
        Lines.along(grouped, 2, 3).call(to, "group_normalization", this, List.of(x), List.of(normal), (line, in, out) -> {
            Moments moments = new Moments(line, in.getFirst(), true);
            Line.State inverse = moments.inverse(epsilon);
            line.each((at, position) -> line.k.store(out.getFirst(), at,
                line.k.load(in.getFirst(), at).minus(moments.mean.value()).times(inverse.value())));
        });
        Shape factor = perGroup ? Shape.of(parts, 1, 1) : Shape.of(parts, shape.dim(1) / parts, 1);
        ElementwiseKernel.lower(to, new Scaled(), List.of(normal, to.input(1), to.input(2)), List.of(grouped, factor, factor),
            to.output(0), grouped);
    }
}
