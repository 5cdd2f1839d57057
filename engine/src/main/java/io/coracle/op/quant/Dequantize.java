package io.coracle.op.quant;

import io.coracle.kernel.Expr;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.TypeCodes;
import io.coracle.op.elementwise.Numeric;
import io.coracle.tensor.DType;
import io.coracle.tensor.Numbers;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code (x - zero) · scale} in the type of the scale. Inputs: x, scale, zero point (may be absent). ONNX DequantizeLinear-10 to 25.
 */
record Dequantize(Granularity granularity, Optional<DType> output) implements Operator.Lowered, Operator.OnTensors {
    static Dequantize of(Attributes attributes) {
        int code = attributes.integer("output_dtype", 0);
        return new Dequantize(new Granularity(attributes.integer("axis", 1), attributes.integer("block_size", 0)),
            code == 0 ? Optional.empty() : Optional.of(TypeCodes.dtype(code)));
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        DType type = output.orElse(Numeric.floating(operands.dtype(1)));
        if (operands.dtype(0) == DType.STRING || operands.dtype(0) == DType.BOOL || operands.dtype(0).bits() > 32) {
            throw new OperatorException("does not dequantise " + operands.dtype(0));
        }
        granularity.check(operands.shape(0), operands.shape(1));
        if (operands.has(2) && (operands.shape(2).size() != operands.shape(1).size() || operands.dtype(2) != operands.dtype(0))) {
            throw new OperatorException("zero point " + operands.type(2) + " does not fit " + operands.type(0) + " and its scale of shape "
                + operands.shape(1));
        }
        return List.of(new TensorType(type, operands.shape(0)));
    }

    private record Element(DType type) implements Operator.Elementwise {
        @Override
        public DType result(List<DType> inputs) {
            return type;
        }

        @Override
        public Expr apply(List<Expr> inputs, List<DType> types) {
            Expr x = inputs.getFirst();
            Expr difference = inputs.size() > 2 ? x.minus(inputs.get(2)) : x;
            DType wide = types.get(1) == DType.F64 ? DType.F64 : DType.F32;
            Expr product = Numeric.convert(types.getFirst(), wide, difference).times(Numeric.convert(types.get(1), wide, inputs.get(1)));
            return Numeric.convert(wide, type, product);
        }
    }

    @Override
    public void lower(Lowering to) {
        List<Operand> inputs = new ArrayList<>(List.of(to.input(0), to.input(1)));
        if (to.has(2)) {
            inputs.add(to.input(2));
        }
        Quantize.lowerElements(to, new Element(to.output(0).dtype()), granularity, inputs);
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Tensor x = operands.content(0);
        Tensor scale = operands.content(1);
        double[] values = new double[x.size()];
        for (int i = 0; i < values.length; i++) {
            int at = granularity.scaleOf(x.shape(), scale.shape(), i);
            double zero = operands.has(2) ? operands.content(2).doubleAt(at) : 0;
            values[i] = Numbers.round((x.doubleAt(i) - zero) * scale.doubleAt(at));
        }
        return List.of(Tensor.of(infer(operands).getFirst().dtype(), x.shape(), values));
    }
}
