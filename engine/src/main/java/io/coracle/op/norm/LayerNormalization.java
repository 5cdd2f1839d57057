package io.coracle.op.norm;

import io.coracle.kernel.Expr;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.TypeCodes;
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
 * Differences from the mean, divided by the deviation, of all elements from an axis on; then scale and bias. Outputs: the
 * result, and if wanted mean and inverse deviation. Without centring it is RMSNormalization. ONNX LayerNormalization-17,
 * RMSNormalization-23.
 *
 * @param statistics the element type of mean and inverse deviation
 * @param outputs how many outputs are wanted, 1 to 3
 */
public record LayerNormalization(boolean centred, int axis, float epsilon, DType statistics, boolean biased, int outputs)
    implements Operator.Lowered {
    static LayerNormalization of(boolean centred, Attributes attributes) {
        return new LayerNormalization(centred, attributes.integer("axis", -1), attributes.floating("epsilon", 1e-5f),
            TypeCodes.dtype(attributes.integer("stash_type", 1)), centred && attributes.node().has(2),
            centred ? attributes.node().outputs().size() : 1);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        DType type = Numeric.floating(operands.dtype(0));
        Numeric.floating(statistics);
        Shape shape = operands.shape(0);
        int first = shape.axis(axis);
        for (int i = 1; i < (biased ? 3 : 2); i++) {
            Numeric.floating(operands.dtype(i));
            if (!Shape.broadcast(shape, operands.shape(i)).equals(shape)) {
                throw new OperatorException("scale or bias of shape " + operands.shape(i) + " does not broadcast to " + shape);
            }
        }
        int[] dims = shape.toArray();
        for (int i = first; i < dims.length; i++) {
            dims[i] = 1;
        }
        List<TensorType> types = new ArrayList<>();
        types.add(new TensorType(type, shape));
        for (int i = 1; i < outputs; i++) {
            types.add(new TensorType(statistics, Shape.of(dims)));
        }
        return types;
    }

    /** Whether a factor has one number for each element of a line. */
    private static boolean fits(Shape factor, Shape shape, int first) {
        boolean fits = factor.size() == shape.product(first, shape.rank());
        for (int i = 1; fits && i <= Math.min(shape.rank() - first, factor.rank()); i++) {
            fits = factor.dim(-i) == shape.dim(-i);
        }
        return fits;
    }

    @Override
    public void lower(Lowering to) {
        Operand x = to.input(0);
        Shape shape = x.shape();
        if (shape.size() == 0) {
            return;
        }
        int first = shape.axis(axis);
        int[] axes = new int[shape.rank() - first];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = first + i;
        }
        List<Operand> factors = new ArrayList<>(List.of(to.input(1)));
        if (biased) {
            factors.add(to.input(2));
        }
        boolean fused = true;
        for (Operand factor : factors) {
            fused &= fits(factor.shape(), shape, first);
        }
        Operand normal = fused ? to.output(0) : to.scratch(x.dtype(), shape);
        List<Operand> inputs = new ArrayList<>(List.of(x));
        if (fused) {
            inputs.addAll(factors);
        }
        List<Operand> results = new ArrayList<>(List.of(normal));
        for (int i = 1; i < outputs; i++) {
            results.add(to.output(i));
        }
        Lines.along(shape, axes).call(to, centred ? "layer_normalization" : "rms_normalization", this, inputs, results, (line, in, out) -> {
            Moments moments = new Moments(line, in.getFirst(), centred);
            Line.State inverse = moments.inverse(epsilon);
            line.each((at, position) -> {
                Expr value = line.k.load(in.getFirst(), at);
                List<Expr> operands = new ArrayList<>();
                List<DType> types = new ArrayList<>(List.of(x.dtype()));
                operands.add((centred ? value.minus(moments.mean.value()) : value).times(inverse.value()));
                for (int i = 1; i < in.size(); i++) {
                    operands.add(line.k.load(in.get(i), position));
                    types.add(in.get(i).dtype());
                }
                line.k.store(out.getFirst(), at, in.size() == 1 ? operands.getFirst() : new Scaled().apply(operands, types));
            });
            for (int i = 1; i < out.size(); i++) {
                Line.State moment = i == 1 ? moments.mean : inverse;
                int output = i;
                line.once(() -> line.k.store(out.get(output), line.slot(), Numeric.convert(x.dtype(), statistics, moment.value())));
            }
        });
        if (!fused) {
            factors.addFirst(normal);
            ElementwiseKernel.lower(to, new Scaled(), factors, to.output(0));
        }
    }
}
