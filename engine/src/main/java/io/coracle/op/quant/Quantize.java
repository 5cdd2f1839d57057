package io.coracle.op.quant;

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
import io.coracle.tensor.DType;
import io.coracle.tensor.Numbers;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code saturate(rint(x / scale) + zero)}. Inputs: x, scale, zero point (may be absent). ONNX QuantizeLinear-10 to 25.
 *
 * @param output the element type when there is no zero point to tell it
 */
record Quantize(Granularity granularity, boolean saturate, Optional<DType> output) implements Operator.Lowered, Operator.OnTensors {
    static Quantize of(Attributes attributes) {
        int code = attributes.integer("output_dtype", 0);
        return new Quantize(new Granularity(attributes.integer("axis", 1), attributes.integer("block_size", 0)),
            attributes.flag("saturate", true), code == 0 ? Optional.empty() : Optional.of(TypeCodes.dtype(code)));
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        DType type = operands.has(2) ? operands.dtype(2) : output.orElse(DType.U8);
        if (output.isPresent() && output.get() != type) {
            throw new OperatorException("the zero point is " + type + " and attribute output_dtype is " + output.get());
        }
        if (!type.isFloat()) {
            Rounding.range(type);
        }
        if (operands.dtype(0) != DType.I32) {
            Numeric.floating(operands.dtype(0));
        }
        granularity.check(operands.shape(0), operands.shape(1));
        if (operands.has(2) && operands.shape(2).size() != operands.shape(1).size()) {
            throw new OperatorException("scale has shape " + operands.shape(1) + ", zero point " + operands.shape(2));
        }
        return List.of(new TensorType(type, operands.shape(0)));
    }

    /** One element. */
    record Element(DType type) implements Operator.Elementwise {
        @Override
        public DType result(List<DType> inputs) {
            return type;
        }

        @Override
        public Expr apply(List<Expr> inputs, List<DType> types) {
            Expr x = Numeric.convert(types.getFirst(), DType.F32, inputs.getFirst());
            Expr quotient = x.over(Numeric.convert(types.get(1), DType.F32, inputs.get(1)));
            return Rounding.toInteger(type, quotient, inputs.size() > 2 ? inputs.get(2) : Expr.i32(0).broadcast(x.type().lanes()));
        }
    }

    @Override
    public void lower(Lowering to) {
        Operand x = to.input(0);
        List<Operand> inputs = new ArrayList<>(List.of(x, to.input(1)));
        if (to.has(2)) {
            inputs.add(to.input(2));
        }
        lowerElements(to, new Element(to.output(0).dtype()), granularity, inputs);
    }

    /** Calls an operator on elements, their scale and their zero point. */
    static void lowerElements(Lowering to, Operator.Elementwise element, Granularity granularity, List<Operand> inputs) {
        Shape shape = inputs.getFirst().shape();
        Shape scale = inputs.get(1).shape();
        if (!granularity.isEven(shape)) {
            throw new OperatorException("blocks of " + granularity.block() + " do not divide axis " + granularity.axis() + " of shape " + shape
                + ", which is not supported");
        }
        Granularity.View view = granularity.view(shape, scale);
        List<Shape> shapes = new ArrayList<>(List.of(view.elements()));
        for (int i = 1; i < inputs.size(); i++) {
            shapes.add(view.scales());
        }
        ElementwiseKernel.lower(to, element, inputs, shapes, to.output(0), view.elements());
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Tensor x = operands.content(0);
        Tensor scale = operands.content(1);
        DType type = infer(operands).getFirst().dtype();
        double[] values = new double[x.size()];
        for (int i = 0; i < values.length; i++) {
            int at = granularity.scaleOf(x.shape(), scale.shape(), i);
            double quotient = Numbers.round(x.doubleAt(i) / scale.doubleAt(at));
            double zero = operands.has(2) ? operands.content(2).doubleAt(at) : 0;
            if (type.isFloat()) {
                values[i] = quotient + zero;
            } else {
                int[] range = Rounding.range(type);
                values[i] = Math.min(Math.max(Numbers.rint(quotient) + zero, range[0]), range[1]);
            }
        }
        return List.of(Tensor.of(type, x.shape(), values));
    }
}
