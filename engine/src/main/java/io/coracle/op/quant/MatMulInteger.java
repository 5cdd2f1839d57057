package io.coracle.op.quant;

import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.elementwise.ElementwiseKernel;
import io.coracle.op.matmul.MatMul;
import io.coracle.op.matmul.Products;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * Matrix products of integers of 8 bits with zero points, exact in 32 bits. Without scales: inputs A, B, and zero points of A
 * (one, or one a row) and B (one, or one a column), which may be absent. With scales: A, scale, zero, B, scale, zero, scale and
 * zero of the result, which is quantised again. ONNX MatMulInteger-10, QLinearMatMul-10 and 21.
 */
record MatMulInteger(boolean scaled) implements Operator.Lowered {
    private int b() {
        return scaled ? 3 : 1;
    }

    private int zeroOfA() {
        return 2;
    }

    private int zeroOfB() {
        return scaled ? 5 : 3;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Centred.checkBytes(operands.dtype(0));
        Centred.checkBytes(operands.dtype(b()));
        Shape a = operands.shape(0);
        Shape b = operands.shape(b());
        Shape shape = MatMul.shape(a, b);
        for (int zero : new int[] {zeroOfA(), zeroOfB()}) {
            if (operands.has(zero)) {
                Shape of = zero == zeroOfA() ? a : b;
                Centred.checkBytes(operands.dtype(zero));
                checkFits(of, zero == zeroOfA() ? rows(operands.shape(zero), a) : columns(operands.shape(zero)));
            }
        }
        if (!scaled) {
            return List.of(new TensorType(DType.I32, shape));
        }
        checkFits(a, rows(operands.shape(1), a));
        checkFits(b, columns(operands.shape(4)));
        for (int i = 6; i < 8; i++) {
            if (operands.shape(i).size() != 1) {
                throw new OperatorException("scale and zero point of the result are single numbers, not of shape " + operands.shape(i));
            }
        }
        Centred.checkBytes(operands.dtype(7));
        return List.of(new TensorType(operands.dtype(7), shape));
    }

    private static void checkFits(Shape matrix, Shape parameters) {
        boolean along = parameters.rank() > matrix.rank() || !Shape.broadcast(matrix, parameters).equals(matrix);
        if (along) {
            throw new OperatorException("scales or zero points of shape " + parameters + " do not fit a side of shape " + matrix);
        }
    }

    /** Parameters of the left side, seen as a column: one for each row. */
    private static Shape rows(Shape parameters, Shape a) {
        if (parameters.size() == 1) {
            return Shape.SCALAR;
        }
        return parameters.rank() == 1 && a.rank() > 1 ? Shape.of(parameters.dim(0), 1) : parameters;
    }

    /** Parameters of the right side: one for each column. */
    private static Shape columns(Shape parameters) {
        return parameters.size() == 1 ? Shape.SCALAR : parameters;
    }

    @Override
    public void lower(Lowering to) {
        Operand a = to.input(0);
        Operand b = to.input(b());
        Optional<Operand> zeroA = to.has(zeroOfA()) ? Optional.of(to.input(zeroOfA())) : Optional.empty();
        Optional<Operand> zeroB = to.has(zeroOfB()) ? Optional.of(to.input(zeroOfB())) : Optional.empty();
        Operand left = Centred.of(to, a, zeroA, zeroA.map(zero -> rows(zero.shape(), a.shape())).orElse(Shape.SCALAR));
        Operand right = Centred.of(to, b, zeroB, zeroB.map(zero -> columns(zero.shape())).orElse(Shape.SCALAR));
        Operand y = to.output(0);
        Operand sums = scaled ? to.scratch(DType.I32, y.shape()) : y;
        Products.lower(to, MatMul.product(left, right, sums, List.of(), Optional.empty()));
        if (scaled) {
            Operand multiplier = Requantized.multiplier(to, List.of(to.input(1), to.input(4), to.input(6)),
                List.of(rows(to.input(1).shape(), a.shape()), columns(to.input(4).shape()), Shape.SCALAR));
            ElementwiseKernel.lower(to, new Requantized(y.dtype()), List.of(sums, multiplier, to.input(7)),
                List.of(y.shape(), multiplier.shape(), Shape.SCALAR), y);
        }
    }
}
