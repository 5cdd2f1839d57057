package io.coracle.op.matmul;

import io.coracle.kernel.Expr;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A matrix product that reads its sides, and writes its result, through transpositions, and ends with an elementwise operator: what
 * plans make of Transpose, MatMul and what follows them, so that attention moves no data.
 *
 * @param permuteA as in ONNX Transpose, of the left side; empty for none
 * @param permuteB of the right side
 * @param permuteC of the result, epilogue included
 * @param next applied to the result before it is transposed; its input {@code position} is the product
 */
public record StridedMatMul(List<Integer> permuteA, List<Integer> permuteB, List<Integer> permuteC,
                            Optional<Operator.Elementwise> next, int position) implements Operator.Lowered, Epilogued {
    /** A plain product. */
    public static final StridedMatMul PLAIN = new StridedMatMul(List.of(), List.of(), List.of(), Optional.empty(), 0);

    public StridedMatMul {
        permuteA = List.copyOf(permuteA);
        permuteB = List.copyOf(permuteB);
        permuteC = List.copyOf(permuteC);
    }

    public StridedMatMul withA(List<Integer> permutation) {
        return new StridedMatMul(permutation, permuteB, permuteC, next, position);
    }

    public StridedMatMul withB(List<Integer> permutation) {
        return new StridedMatMul(permuteA, permutation, permuteC, next, position);
    }

    public StridedMatMul withC(List<Integer> permutation) {
        return new StridedMatMul(permuteA, permuteB, permutation, next, position);
    }

    /** Whether {@link #withRowFactors} can be asked for: nothing follows, and rows are those of the left side as it is. */
    public boolean hasRoomForFactors() {
        return next.isEmpty() && permuteA.isEmpty();
    }

    /** This product with each row multiplied by a factor, a further operand of shape {@code […, rows, 1]}. */
    public Operator.Lowered withRowFactors() {
        return followedBy(new RowFactors(), 0);
    }

    private record RowFactors() implements Operator.Elementwise {
        @Override
        public DType result(List<DType> inputs) {
            return inputs.getFirst();
        }

        @Override
        public Expr apply(List<Expr> inputs, List<DType> types) {
            return inputs.get(0).times(inputs.get(1));
        }
    }

    @Override
    public boolean isPlain() {
        return next.isEmpty() && permuteC.isEmpty();
    }

    @Override
    public Operator.Lowered followedBy(Operator.Elementwise elementwise, int at) {
        return new StridedMatMul(permuteA, permuteB, permuteC, Optional.of(elementwise), at);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape product = MatMul.shape(permute(operands.shape(0), permuteA), permute(operands.shape(1), permuteB));
        List<DType> types = new ArrayList<>();
        for (int i = 2; i < operands.count(); i++) {
            types.add(operands.dtype(i));
        }
        types.add(next.isPresent() ? position : 0, operands.dtype(0));
        DType dtype = next.isPresent() ? next.get().result(types) : operands.dtype(0);
        return List.of(new TensorType(dtype, permute(product, permuteC)));
    }

    private static Shape permute(Shape shape, List<Integer> permutation) {
        if (permutation.isEmpty()) {
            return shape;
        }
        List<Integer> dims = new ArrayList<>();
        permutation.forEach(axis -> dims.add(shape.dim(axis)));
        return Shape.of(dims);
    }

    @Override
    public void lower(Lowering to) {
        Operand a = to.input(0);
        Operand b = to.input(1);
        Operand c = to.output(0);
        List<Operand> extras = new ArrayList<>();
        for (int i = 2; to.has(i); i++) {
            extras.add(to.input(i));
        }
        Shape shapeA = permute(a.shape(), permuteA);
        Shape shapeB = permute(b.shape(), permuteB);
        Shape shapeC = MatMul.shape(shapeA, shapeB);
        int rank = shapeC.rank();
        List<Integer> batch = new ArrayList<>();
        for (int i = 0; i < rank - 2; i++) {
            batch.add(shapeC.dim(i));
        }
        List<Matrix> others = new ArrayList<>();
        extras.forEach(extra -> others.add(MatMul.broadcast(extra, extra.shape(), shapeC)));
        Products.lower(to, new Product(batch, shapeC.dim(-2), shapeC.dim(-1), shapeA.dim(-1),
            matrix(a, a.shape(), permuteA, rank), matrix(b, b.shape(), permuteB, rank), target(c, rank), others,
            next.map(elementwise -> new Following(elementwise, position))));
    }

    /** A side as matrices, with stride 0 along the batch axes that it lacks or repeats. */
    private static Matrix matrix(Operand operand, Shape shape, List<Integer> permutation, int rank) {
        int[] own = shape.strides();
        List<Integer> strides = new ArrayList<>();
        for (int i = 0; i < rank - shape.rank(); i++) {
            strides.add(0);
        }
        for (int i = 0; i < shape.rank(); i++) {
            int axis = permutation.isEmpty() ? i : permutation.get(i);
            strides.add(shape.dim(axis) == 1 && i < shape.rank() - 2 ? 0 : own[axis]);
        }
        return new Matrix(operand, 0, strides.subList(0, rank - 2), strides.get(rank - 2), strides.get(rank - 1));
    }

    /** The result as matrices: axis {@code i} of the output is axis {@code permuteC(i)} of the product. */
    private Matrix target(Operand operand, int rank) {
        int[] own = operand.shape().strides();
        int[] strides = new int[rank];
        for (int i = 0; i < rank; i++) {
            strides[permuteC.isEmpty() ? i : permuteC.get(i)] = own[i];
        }
        List<Integer> batch = new ArrayList<>();
        for (int i = 0; i < rank - 2; i++) {
            batch.add(strides[i]);
        }
        return new Matrix(operand, 0, batch, strides[rank - 2], strides[rank - 1]);
    }
}
