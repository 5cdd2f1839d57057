package io.coracle.op.quant;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Scalar;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operator;
import io.coracle.op.elementwise.ElementwiseKernel;
import io.coracle.op.elementwise.Numeric;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import java.util.List;

/** {@code saturate(rint(sum · multiplier) + zero)}: sums of products of quantised numbers, quantised again. */
public record Requantized(DType type) implements Operator.Elementwise {
    @Override
    public DType result(List<DType> inputs) {
        return type;
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        return Rounding.toInteger(type, inputs.getFirst().cast(Scalar.F32).times(inputs.get(1)), inputs.get(2));
    }

    /** {@code left · right / result}: what a product of two scaled numbers is to be multiplied by. */
    private record Multiplier() implements Operator.Elementwise {
        @Override
        public DType result(List<DType> inputs) {
            return DType.F32;
        }

        @Override
        public Expr apply(List<Expr> inputs, List<DType> types) {
            Expr left = Numeric.convert(types.getFirst(), DType.F32, inputs.getFirst());
            Expr right = Numeric.convert(types.get(1), DType.F32, inputs.get(1));
            return left.times(right).over(Numeric.convert(types.get(2), DType.F32, inputs.get(2)));
        }
    }

    /** An operand that holds multipliers; the shapes are those in which the scales broadcast to the sums. */
    public static Operand multiplier(Lowering to, List<Operand> scales, List<Shape> shapes) {
        Shape shape = Shape.broadcast(shapes.get(0), Shape.broadcast(shapes.get(1), shapes.get(2)));
        Operand result = to.scratch(DType.F32, shape);
        ElementwiseKernel.lower(to, new Multiplier(), scales, shapes, result);
        return result;
    }
}
