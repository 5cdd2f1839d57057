package io.coracle.op.quant;

import io.coracle.kernel.Expr;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.elementwise.ElementwiseKernel;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** Integers of 8 bits minus their zero points, in 32 bits. */
public record Centred() implements Operator.Elementwise {
    @Override
    public DType result(List<DType> inputs) {
        return DType.I32;
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        return inputs.size() < 2 ? inputs.getFirst() : inputs.getFirst().minus(inputs.get(1));
    }

    /**
     * An operand that holds the differences.
     *
     * @param zeros the shape in which zero points broadcast to the operand
     */
    public static Operand of(Lowering to, Operand x, Optional<Operand> zero, Shape zeros) {
        Operand result = to.scratch(DType.I32, x.shape());
        ElementwiseKernel.lower(to, new Centred(), zero.isEmpty() ? List.of(x) : List.of(x, zero.get()),
            zero.isEmpty() ? List.of(x.shape()) : List.of(x.shape(), zeros), result);
        return result;
    }

    /** Throws {@link OperatorException} unless a type is int8 or uint8. */
    public static void checkBytes(DType type) {
        if (type != DType.I8 && type != DType.U8) {
            throw new OperatorException("takes int8 and uint8, not " + type);
        }
    }
}
