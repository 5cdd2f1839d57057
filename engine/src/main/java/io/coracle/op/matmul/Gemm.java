package io.coracle.op.matmul;

import io.coracle.kernel.Expr;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/** {@code alpha · A' · B' + beta · C}. ONNX Gemm-1 to Gemm-13. */
public record Gemm(float alpha, float beta, boolean transposeA, boolean transposeB) implements Operator.Lowered {
    static Operator of(Attributes attributes) {
        return new Gemm(attributes.floating("alpha", 1), attributes.floating("beta", 1), attributes.flag("transA", false),
            attributes.flag("transB", false));
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape a = operands.shape(0);
        Shape b = operands.shape(1);
        if (a.rank() != 2 || b.rank() != 2) {
            throw new OperatorException("expected two matrices, got shapes " + a + " and " + b);
        }
        int m = a.dim(transposeA ? 1 : 0);
        int k = a.dim(transposeA ? 0 : 1);
        int n = b.dim(transposeB ? 0 : 1);
        if (k != b.dim(transposeB ? 1 : 0) || operands.dtype(0) != operands.dtype(1)) {
            throw new OperatorException("sides do not fit: " + operands.type(0) + " and " + operands.type(1));
        }
        Shape shape = Shape.of(m, n);
        if (operands.has(2) && !Shape.broadcast(shape, operands.shape(2)).equals(shape)) {
            throw new OperatorException("C has shape " + operands.shape(2) + ", which does not broadcast to " + shape);
        }
        return List.of(new TensorType(operands.dtype(0), shape));
    }

    private record Scaled(float alpha, float beta) implements Product.Epilogue {
        @Override
        public Expr apply(List<Expr> operands, List<DType> types) {
            Expr product = alpha == 1 ? operands.get(0) : operands.get(0).times(Expr.like(operands.get(0), alpha));
            if (operands.size() == 1) {
                return product;
            }
            Expr addend = operands.get(1);
            return product.plus(beta == 1 ? addend : addend.times(Expr.like(addend, beta)));
        }
    }

    @Override
    public void lower(Lowering to) {
        Shape out = to.output(0).shape();
        Shape a = to.input(0).shape();
        Shape b = to.input(1).shape();
        Matrix left = new Matrix(to.input(0), 0, List.of(), a.dim(1), 1);
        Matrix right = new Matrix(to.input(1), 0, List.of(), b.dim(1), 1);
        Matrix c = new Matrix(to.output(0), 0, List.of(), out.dim(1), 1);
        List<Matrix> extras = to.has(2) ? List.of(MatMul.broadcast(to.input(2), to.input(2).shape(), out)) : List.of();
        Optional<Product.Epilogue> epilogue = alpha == 1 && extras.isEmpty() ? Optional.empty()
            : Optional.of(new Scaled(alpha, beta));
        Products.lower(to, new Product(List.of(), out.dim(0), out.dim(1), a.dim(transposeA ? 0 : 1),
            transposeA ? left.transposed() : left, transposeB ? right.transposed() : right, c, extras, epilogue));
    }
}
