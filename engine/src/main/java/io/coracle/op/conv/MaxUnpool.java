package io.coracle.op.conv;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.op.move.Box;
import io.coracle.op.move.Fill;
import io.coracle.op.move.Move;
import io.coracle.op.move.Widths;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/**
 * Puts what MaxPool found back to where it was, zeros elsewhere. ONNX MaxUnpool-9 to 22. Indexes count through the tensor that MaxPool
 * had, also when the output is larger: coordinates stay.
 */
record MaxUnpool(Sliding sliding) implements Move {
    static MaxUnpool of(Attributes attributes) {
        return new MaxUnpool(Sliding.of(attributes));
    }

    @Override
    public boolean needsContents(int input) {
        return input == 2;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape input = operands.shape(0);
        if (!operands.type(1).equals(new TensorType(DType.I64, input))) {
            throw new OperatorException("indexes " + operands.type(1) + " do not fit values " + operands.type(0));
        }
        Shape pooled = pooled(input);
        Shape result = operands.has(2) ? Shape.of(operands.content(2).toLongs()) : pooled;
        if (result.rank() != pooled.rank()) {
            throw new OperatorException("output shape " + result + " does not fit an input of shape " + input);
        }
        return List.of(new TensorType(operands.dtype(0), result));
    }

    /** The shape that MaxPool had. */
    private Shape pooled(Shape input) {
        int spatial = Sliding.spatial(input);
        int[] kernel = sliding.kernel(spatial);
        int[] stride = sliding.strides(spatial);
        int[] before = sliding.padsBefore(spatial);
        int[] after = sliding.padsAfter(spatial);
        long[] dims = new long[input.rank()];
        dims[0] = input.dim(0);
        dims[1] = input.dim(1);
        for (int i = 3 - spatial; i < 3; i++) {
            dims[2 + i - 3 + spatial] = (input.dim(2 + i - 3 + spatial) - 1L) * stride[i] - before[i] - after[i] + kernel[i];
        }
        return Shape.of(dims);
    }

    @Override
    public void lower(Lowering to) {
        Shape input = to.input(0).shape();
        Shape pooled = pooled(input);
        boolean direct = pooled.equals(to.output(0).shape());
        Operand target = direct ? to.output(0) : to.scratch(to.output(0).dtype(), pooled);
        Fill.zero(to, target);
        if (input.size() > 0 && pooled.size() > 0) {
            to.call(kernel(Widths.of(to.input(0).dtype())), List.of(to.input(0), to.input(1), target), input.size(), pooled.size());
        }
        if (!direct) {
            Box.copyInto(to, target, to.output(0), new int[pooled.rank()], Fill.number(to, target, 0));
        }
    }

    private static Kernel kernel(DType dtype) {
        KernelBuilder k = new KernelBuilder("unpool");
        Buffer x = k.input("x", dtype);
        Buffer indexes = k.input("indexes", DType.I64);
        Buffer y = k.output("y", dtype);
        Expr count = k.parameter("count");
        Expr size = k.parameter("size");
        k.serial(count, i -> {
            Expr raw = k.let("raw", k.load(indexes, i));
            k.require(raw.ge(Expr.i64(0)).and(raw.lt(size.cast(Scalar.I64))), "MaxUnpool: an index is outside the output");
            Expr at = k.let("at", raw.cast(Scalar.I32).max(Expr.i32(0)).min(size.minus(1)));
            k.store(y, at, k.load(x, i));
        });
        return k.build();
    }
}
