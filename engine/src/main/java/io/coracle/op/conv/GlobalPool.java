package io.coracle.op.conv;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Functions;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.conv.PoolKernel.Kind;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/**
 * The mean, maximum or p-norm of each channel. ONNX GlobalAveragePool-1 to 22, GlobalMaxPool-1 to 22, GlobalLpPool-1 to 22.
 *
 * @param power of the norm, for {@link Kind#SUM}
 */
record GlobalPool(Kind kind, double power) implements Operator.Lowered {
    @Override
    public List<TensorType> infer(Operands operands) {
        Shape shape = operands.shape(0);
        if (shape.rank() < 2 || !operands.dtype(0).isFloat() || !Scalar.holds(operands.dtype(0)) || shape.product(2, shape.rank()) == 0) {
            throw new OperatorException("takes channels of floating point numbers, got " + operands.type(0));
        }
        int[] dims = shape.toArray();
        Arrays.fill(dims, 2, dims.length, 1);
        return List.of(new TensorType(operands.dtype(0), Shape.of(dims)));
    }

    @Override
    public void lower(Lowering to) {
        Shape shape = to.input(0).shape();
        int channels = shape.product(0, 2);
        if (channels > 0) {
            to.call(kernel(to.input(0).dtype()), List.of(to.input(0), to.output(0)), channels, shape.product(2, shape.rank()));
        }
    }

    private Kernel kernel(DType dtype) {
        KernelBuilder k = new KernelBuilder("pool_all");
        Buffer x = k.input("x", dtype);
        Buffer y = k.output("y", dtype);
        Expr channels = k.parameter("channels");
        Expr size = k.parameter("size");
        k.parallel(channels, p -> {
            Expr from = k.let("from", p.times(size));
            Expr first = k.load(x, from);
            Expr.Var sum = k.accumulator("sum", kind == Kind.MAXIMUM ? first : Expr.like(first, 0));
            k.vector(size, v -> {
                Expr value = k.load(x, from.plus(v));
                k.assign(sum, kind == Kind.MAXIMUM ? sum.max(value) : sum.plus(kind == Kind.MEAN ? value : raised(value)));
            });
            k.store(y, p, switch (kind) {
                case MAXIMUM -> sum;
                case MEAN -> sum.over(size.cast(Scalar.of(dtype)));
                case SUM -> power == 1 ? sum : power == 2 ? sum.sqrt() : Functions.pow(sum, Expr.like(sum, 1 / power));
            });
        });
        return k.build();
    }

    private Expr raised(Expr x) {
        return power == 1 ? x.abs() : power == 2 ? x.times(x) : Functions.pow(x.abs(), Expr.like(x, power));
    }
}
