package io.coracle.op.norm;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.elementwise.ElementwiseKernel;
import io.coracle.op.elementwise.Numeric;
import io.coracle.op.reduce.Line;
import io.coracle.op.reduce.Lines;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Shift and scale of every channel, axis 1, by statistics that are inputs, or of the batch itself in training mode. Inputs: X,
 * scale, bias, mean, variance. ONNX BatchNormalization-1 to 15.
 */
record BatchNormalization(float epsilon, float momentum, boolean training, boolean perElement, int outputs) implements Operator.Lowered {
    static BatchNormalization of(Attributes attributes) {
        int version = attributes.version();
        boolean training = version >= 14 ? attributes.flag("training_mode", false) : version < 7 && !attributes.flag("is_test", true);
        return new BatchNormalization(attributes.floating("epsilon", 1e-5f), attributes.floating("momentum", 0.9f), training,
            version < 9 && !attributes.flag("spatial", true), training ? attributes.node().outputs().size() : 1);
    }

    /** Scale from variance: {@code scale / sqrt(variance + epsilon)}. */
    private record Factor(float epsilon) implements Operator.Elementwise {
        @Override
        public DType result(List<DType> inputs) {
            return inputs.getFirst();
        }

        @Override
        public Expr apply(List<Expr> inputs, List<DType> types) {
            Expr scale = inputs.getFirst();
            Expr variance = Numeric.convert(types.get(1), types.getFirst(), inputs.get(1));
            return scale.over(variance.plus(Expr.like(scale, epsilon)).sqrt());
        }
    }

    /** What is added to the scaled element: {@code bias - mean · factor}. */
    private record Shift() implements Operator.Elementwise {
        @Override
        public DType result(List<DType> inputs) {
            return inputs.get(2);
        }

        @Override
        public Expr apply(List<Expr> inputs, List<DType> types) {
            Expr factor = inputs.get(2);
            Expr bias = Numeric.convert(types.getFirst(), types.get(2), inputs.getFirst());
            Expr mean = Numeric.convert(types.get(1), types.get(2), inputs.get(1));
            return bias.minus(mean.times(factor));
        }
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Numeric.floating(operands.dtype(0));
        Shape shape = operands.shape(0);
        Shape statistics = statistics(shape);
        for (int i = 1; i < 5; i++) {
            Numeric.floating(operands.dtype(i));
            if (operands.shape(i).size() != statistics.size()) {
                throw new OperatorException("input " + i + " of shape " + operands.shape(i) + " does not fit the channels of " + shape);
            }
        }
        List<TensorType> types = new ArrayList<>();
        types.add(operands.type(0));
        for (int i = 1; i < outputs; i++) {
            types.add(new TensorType(operands.dtype(i > 2 ? i : i + 2), Shape.of(statistics.size())));
        }
        return types;
    }

    /** The shape in which statistics broadcast to the input. */
    private Shape statistics(Shape shape) {
        if (perElement && shape.rank() > 1) {
            int[] dims = shape.toArray();
            dims[0] = 1;
            return Shape.of(dims);
        }
        int[] dims = new int[shape.rank() < 2 ? 1 : shape.rank() - 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i == 0 && shape.rank() > 1 ? shape.dim(1) : 1;
        }
        return Shape.of(dims);
    }

    @Override
    public void lower(Lowering to) {
        Operand x = to.input(0);
        Shape channels = statistics(x.shape());
        if (training) {
            train(to, x);
            return;
        }
        DType wide = x.dtype() == DType.F64 ? DType.F64 : DType.F32;
        Shape flat = Shape.of(channels.size());
        Operand scale = to.scratch(wide, flat);
        ElementwiseKernel.lower(to, new Widened(wide), List.of(to.input(1)), List.of(flat), scale, flat);
        Operand factor = to.scratch(wide, flat);
        ElementwiseKernel.lower(to, new Factor(epsilon), List.of(scale, to.input(4)), List.of(flat, flat), factor, flat);
        Operand shift = to.scratch(wide, flat);
        ElementwiseKernel.lower(to, new Shift(), List.of(to.input(2), to.input(3), factor), List.of(flat, flat, flat), shift, flat);
        ElementwiseKernel.lower(to, new Scaled(), List.of(x, factor, shift), List.of(x.shape(), channels, channels), to.output(0));
    }

    /** Another float type, for statistics that are narrower or wider than the input. */
    private record Widened(DType type) implements Operator.Elementwise {
        @Override
        public DType result(List<DType> inputs) {
            return type;
        }

        @Override
        public Expr apply(List<Expr> inputs, List<DType> types) {
            return Numeric.convert(types.getFirst(), type, inputs.getFirst());
        }
    }

    private void train(Lowering to, Operand x) {
        int[] axes = new int[Math.max(1, x.shape().rank() - 1)];
        for (int i = 1; i < axes.length; i++) {
            axes[i] = i + 1;
        }
        List<Operand> inputs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            inputs.add(to.input(i));
        }
        List<Operand> results = new ArrayList<>();
        for (int i = 0; i < Math.min(outputs, 3); i++) {
            results.add(to.output(i));
        }
        Lines.along(x.shape(), axes).call(to, "batch_normalization", this, inputs, results, (line, in, out) -> {
            Moments moments = new Moments(line, in.getFirst(), true);
            Line.State variance = moments.variance();
            Line.State factor = line.derive("factor", () -> statistic(line, in, 1, x)
                .over(variance.value().plus(Line.number(x.dtype(), epsilon)).sqrt()));
            Line.State bias = line.derive("bias", () -> statistic(line, in, 2, x));
            line.each((at, position) -> line.k.store(out.getFirst(), at, Scaled.plusProduct(
                line.k.load(in.getFirst(), at).minus(moments.mean.value()), factor.value(), bias.value())));
            for (int i = 1; i < out.size(); i++) {
                Line.State now = i == 1 ? moments.mean : variance;
                int output = i;
                line.once(() -> {
                    Expr before = statistic(line, in, output + 2, x).times(Line.number(x.dtype(), momentum));
                    Expr running = before.plus(now.value().times(Line.number(x.dtype(), 1.0 - momentum)));
                    line.k.store(out.get(output), line.slot(), Numeric.convert(x.dtype(), out.get(output).dtype(), running));
                });
            }
        });
    }

    private static Expr statistic(Line line, List<Buffer> in, int input, Operand x) {
        return Numeric.convert(in.get(input).dtype(), x.dtype(), line.k.load(in.get(input), line.slot()));
    }
}
