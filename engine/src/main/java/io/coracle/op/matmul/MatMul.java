package io.coracle.op.matmul;

import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Matrix product with NumPy's broadcasting. ONNX MatMul-1 to MatMul-13. */
public record MatMul() implements Operator.Lowered {
    @Override
    public List<TensorType> infer(Operands operands) {
        Shape a = operands.shape(0);
        Shape b = operands.shape(1);
        if (operands.dtype(0) != operands.dtype(1)) {
            throw new OperatorException("left side is " + operands.dtype(0) + ", right side " + operands.dtype(1));
        }
        return List.of(new TensorType(operands.dtype(0), shape(a, b)));
    }

    /** The shape of a product. Throws {@link OperatorException} when the sides do not fit. */
    public static Shape shape(Shape a, Shape b) {
        if (a.rank() == 0 || b.rank() == 0) {
            throw new OperatorException("left side has shape " + a + ", right side " + b + ": expected rank 1 or more");
        }
        int depth = a.dim(-1);
        int rows = b.rank() == 1 ? b.dim(0) : b.dim(-2);
        if (depth != rows) {
            throw new OperatorException("left side has shape " + a + ", right side " + b + ": " + depth + " columns against " + rows + " rows");
        }
        List<Integer> dims = new ArrayList<>();
        Shape batch = Shape.broadcast(batch(a), batch(b));
        for (int extent : batch.toArray()) {
            dims.add(extent);
        }
        if (a.rank() > 1) {
            dims.add(a.dim(-2));
        }
        if (b.rank() > 1) {
            dims.add(b.dim(-1));
        }
        return Shape.of(dims);
    }

    private static Shape batch(Shape shape) {
        List<Integer> dims = new ArrayList<>();
        for (int i = 0; i < shape.rank() - 2; i++) {
            dims.add(shape.dim(i));
        }
        return Shape.of(dims);
    }

    @Override
    public void lower(Lowering to) {
        Products.lower(to, product(to.input(0), to.input(1), to.output(0), List.of(), Optional.empty()));
    }

    /** The product of two operands as MatMul defines it; extras broadcast to the output. */
    public static Product product(Operand a, Operand b, Operand c, List<Operand> extras, Optional<Product.Epilogue> epilogue) {
        Shape batch = Shape.broadcast(batch(a.shape()), batch(b.shape()));
        int m = a.shape().rank() == 1 ? 1 : a.shape().dim(-2);
        int k = a.shape().dim(-1);
        int n = b.shape().rank() == 1 ? 1 : b.shape().dim(-1);
        List<Integer> extents = new ArrayList<>();
        for (int extent : batch.toArray()) {
            extents.add(extent);
        }
        Matrix left = new Matrix(a, 0, strides(batch(a.shape()), batch, m * k), k, 1);
        Matrix right = new Matrix(b, 0, strides(batch(b.shape()), batch, k * n), n, 1);
        Matrix out = new Matrix(c, 0, strides(batch, batch, m * n), n, 1);
        List<Integer> full = new ArrayList<>(extents);
        full.add(m);
        full.add(n);
        List<Matrix> others = new ArrayList<>();
        for (Operand extra : extras) {
            others.add(broadcast(extra, withVectorAxes(extra.shape(), a.shape(), b.shape()), Shape.of(full)));
        }
        return new Product(extents, m, n, k, left, right, out, others, epilogue);
    }

    /** An operand of the output's rank, where a vector side leaves out an axis. */
    private static Shape withVectorAxes(Shape extra, Shape a, Shape b) {
        List<Integer> dims = new ArrayList<>();
        for (int extent : extra.toArray()) {
            dims.add(extent);
        }
        if (b.rank() == 1) {
            dims.add(1);
        }
        if (a.rank() == 1) {
            dims.add(Math.max(0, dims.size() - 1), 1);
        }
        return Shape.of(dims);
    }

    /** An operand that broadcasts to a batch of matrices. */
    static Matrix broadcast(Operand operand, Shape shape, Shape full) {
        int[] own = shape.strides();
        List<Integer> strides = new ArrayList<>();
        for (int axis = 0; axis < full.rank(); axis++) {
            int i = axis - (full.rank() - shape.rank());
            strides.add(i < 0 || shape.dim(i) == 1 ? 0 : own[i]);
        }
        int rank = strides.size();
        return new Matrix(operand, 0, strides.subList(0, rank - 2), strides.get(rank - 2), strides.get(rank - 1));
    }

    private static List<Integer> strides(Shape shape, Shape batch, int matrix) {
        int[] own = shape.strides();
        List<Integer> strides = new ArrayList<>();
        for (int axis = 0; axis < batch.rank(); axis++) {
            int i = axis - (batch.rank() - shape.rank());
            strides.add(i < 0 || shape.dim(i) == 1 ? 0 : own[i] * matrix);
        }
        return strides;
    }
}
