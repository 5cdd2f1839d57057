package io.coracle.op.matmul;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.KernelSource;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.elementwise.ElementwiseKernel;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code float((a - aZero) · (b - bZero)) · scale}, then an elementwise operator: MatMulInteger-10 with what follows it in dynamically
 * quantised models. The product of integers is exact: on targets without 8-bit dot products it is computed in f32, over so many
 * columns at a time that every sum is an integer below 2^24.
 *
 * <p>Inputs are a and b (8-bit), aZero, bZero (scalars or, for b, one a column; may be absent), scale (broadcast to the result), and
 * the further operands of {@code next}, whose input {@code position} is the scaled product.
 */
public record ScaledMatMulInteger(Optional<Operator.Elementwise> next, int position) implements Operator.Lowered, Epilogued {
    /** f32 holds every integer up to here. */
    private static final int EXACT = 1 << 24;
    /** The largest difference of two 8-bit numbers. */
    private static final int WIDEST = 255;
    private static final int OWN_INPUTS = 5;

    @Override
    public boolean isPlain() {
        return next.isEmpty();
    }

    @Override
    public Operator.Lowered followedBy(Operator.Elementwise elementwise, int at) {
        return new ScaledMatMulInteger(Optional.of(elementwise), at);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        for (int side = 0; side < 2; side++) {
            if (operands.dtype(side) != DType.U8 && operands.dtype(side) != DType.I8) {
                throw new OperatorException("input " + side + " is " + operands.dtype(side) + ", expected int8 or uint8");
            }
        }
        Shape shape = MatMul.shape(operands.shape(0), operands.shape(1));
        if (operands.has(2) && operands.shape(2).size() != 1) {
            throw new OperatorException("a zero point of the left side has shape " + operands.shape(2) + ": only one for all rows is supported");
        }
        if (operands.has(3) && operands.shape(3).size() != 1 && !operands.shape(3).equals(Shape.of(shape.dim(-1)))) {
            throw new OperatorException("zero points of the right side have shape " + operands.shape(3) + " for " + shape.dim(-1) + " columns");
        }
        if (!Shape.broadcast(shape, operands.shape(4)).equals(shape)) {
            throw new OperatorException("scale has shape " + operands.shape(4) + ", which does not broadcast to " + shape);
        }
        List<DType> types = new ArrayList<>();
        for (int i = OWN_INPUTS; i < operands.count(); i++) {
            types.add(operands.dtype(i));
        }
        types.add(position, DType.F32);
        return List.of(new TensorType(next.isPresent() ? next.get().result(types) : DType.F32, shape));
    }

    @Override
    public void lower(Lowering to) {
        Operand a = to.input(0);
        Operand b = to.input(1);
        List<Operand> extras = new ArrayList<>();
        extras.add(to.input(4));
        for (int i = OWN_INPUTS; to.has(i); i++) {
            extras.add(to.input(i));
        }
        if (b.shape().rank() != 2 || !to.isConstant(b) || to.has(3) && !to.isConstant(to.input(3))) {
            Operand left = centred(to, a, 2, DType.I32);
            Operand right = centred(to, b, 3, DType.I32);
            Products.lower(to, MatMul.product(left, right, to.output(0), extras, Optional.of(new Scaled(this, false))));
            return;
        }
        if (!to.has(3) && DotSchedule.fits(to, MatMul.product(a, b, to.output(0), extras, Optional.empty()))) {
            lowerToDots(to, a, b, extras);
            return;
        }
        Operand left = centred(to, a, 2, DType.F32);
        Operand right = to.has(3) ? centredWeights(to, b, to.input(3)) : b;
        int k = b.shape().dim(0);
        int largest = WIDEST * (to.has(3) ? WIDEST : largest(b.dtype()));
        int chunks = (k + EXACT / largest - 1) / (EXACT / largest);
        int chunk = Math.max(1, chunks <= 1 ? k : (k + chunks - 1) / chunks);
        Optional<Operand> sum = Optional.empty();
        for (int from = 0; from < k || from == 0; from += chunk) {
            int depth = Math.min(chunk, k - from);
            boolean last = from + depth >= k;
            Operand result = last ? to.output(0) : to.scratch(DType.I32, to.output(0).shape());
            List<Operand> others = new ArrayList<>();
            sum.ifPresent(others::add);
            if (last) {
                others.addAll(extras);
            }
            Products.lower(to, part(left, right, result, others, from, depth,
                Optional.of(last ? new Scaled(this, sum.isPresent()) : new Accumulated(sum.isPresent()))));
            sum = Optional.of(result);
        }
    }

    /** The zero point of the left side is taken out of the sums afterwards: it adds itself times the sum of each column. */
    private void lowerToDots(Lowering to, Operand a, Operand b, List<Operand> extras) {
        int offset = DotSchedule.leftOffset(to, b);
        List<Operand> others = new ArrayList<>();
        if (to.has(2)) {
            others.add(to.input(2));
        }
        if (to.has(2) || offset != 0) {
            others.add(DotSchedule.columnSums(to, b));
        }
        others.addAll(extras);
        DotSchedule.lower(to, MatMul.product(a, b, to.output(0), others, Optional.of(new Centred(this, to.has(2), offset))));
    }

    /** The product over columns {@code from} and later of the left side. */
    private static Product part(Operand left, Operand right, Operand result, List<Operand> extras, int from, int depth,
                                Optional<Product.Epilogue> epilogue) {
        Product whole = MatMul.product(left, right, result, extras, epilogue);
        Matrix a = whole.a();
        Matrix b = whole.b();
        return new Product(whole.batch(), whole.m(), whole.n(), depth,
            new Matrix(a.operand(), a.offset() + from * a.column(), a.batch(), a.row(), a.column()),
            new Matrix(b.operand(), b.offset() + from * b.row(), b.batch(), b.row(), b.column()), whole.c(), whole.extras(), epilogue);
    }

    /** The largest magnitude of weights whose zero point is zero. */
    private static int largest(DType dtype) {
        return dtype == DType.U8 ? WIDEST : -Byte.MIN_VALUE;
    }

    private static Operand centredWeights(Lowering to, Operand b, Operand zeros) {
        boolean perColumn = zeros.shape().size() > 1;
        return to.prepared(new TensorType(DType.F32, b.shape()), KernelSource.of(() -> centre(b.dtype(), perColumn, zeros.dtype()), "centreWeights", b.dtype(), perColumn, zeros.dtype()),
            List.of(b, zeros), b.shape().dim(0), b.shape().dim(1));
    }

    /** An operand minus its zero point, in a wider type. */
    private static Operand centred(Lowering to, Operand operand, int zero, DType wide) {
        Operand result = to.scratch(wide, operand.shape());
        List<Operand> inputs = new ArrayList<>(List.of(operand));
        if (to.has(zero)) {
            inputs.add(to.input(zero));
        }
        ElementwiseKernel.lower(to, new Centre(wide), inputs, result);
        return result;
    }

    /** {@code x - zero} in a wider type. */
    private record Centre(DType wide) implements Operator.Elementwise {
        @Override
        public DType result(List<DType> inputs) {
            return wide;
        }

        @Override
        public Expr apply(List<Expr> inputs, List<DType> types) {
            Expr difference = inputs.size() == 1 ? inputs.getFirst() : inputs.get(0).minus(inputs.get(1));
            return difference.cast(Scalar.of(wide));
        }
    }

    private static Kernel centre(DType dtype, boolean perColumn, DType zeroType) {
        KernelBuilder k = new KernelBuilder("centreWeights");
        var weights = k.input("b", dtype);
        var zeros = k.input("zero", zeroType);
        var out = k.output("out", DType.F32);
        Expr rows = k.parameter("rows");
        Expr columns = k.parameter("columns");
        k.parallel(rows, row -> {
            Expr start = k.let("start", row.times(columns));
            k.vector(columns, j -> k.store(out, start.plus(j),
                k.load(weights, start.plus(j)).minus(k.load(zeros, perColumn ? j : Expr.i32(0))).cast(Scalar.F32)));
        });
        return k.build();
    }

    /** What is summed so far, as an integer; if {@code before}, on top of the first extra. */
    private record Accumulated(boolean before) implements Product.Epilogue {
        @Override
        public Expr apply(List<Expr> operands, List<DType> types) {
            Expr sum = operands.getFirst().cast(Scalar.I32);
            return before ? sum.plus(operands.get(1)) : sum;
        }
    }

    /** The whole sum, scaled, and what follows. */
    private record Scaled(ScaledMatMulInteger operator, boolean before) implements Product.Epilogue {
        @Override
        public Expr apply(List<Expr> operands, List<DType> types) {
            Expr sum = operands.getFirst();
            if (before) {
                sum = sum.cast(Scalar.I32).plus(operands.get(1));
            }
            return operator.finished(sum, before ? 2 : 1, operands, types);
        }
    }

    /**
     * The sum without the left side's zero point times the column's sum; scaled, and what follows.
     *
     * @param hasZero whether there is a zero point, which is the first extra
     * @param offset what was taken from the left side already
     */
    private record Centred(ScaledMatMulInteger operator, boolean hasZero, int offset) implements Product.Epilogue {
        @Override
        public Expr apply(List<Expr> operands, List<DType> types) {
            Expr sum = operands.getFirst();
            if (!hasZero && offset == 0) {
                return operator.finished(sum, 1, operands, types);
            }
            int columnSum = hasZero ? 2 : 1;
            Expr zero = hasZero ? operands.get(1) : Expr.like(sum, 0);
            Expr centred = sum.minus(zero.minus(Expr.like(zero, offset)).times(operands.get(columnSum)));
            return operator.finished(centred, columnSum + 1, operands, types);
        }
    }

    /** A sum, times operand {@code scale}, and what follows with the operands after that. */
    private Expr finished(Expr sum, int scale, List<Expr> operands, List<DType> types) {
        Expr result = sum.cast(Scalar.F32).times(operands.get(scale));
        if (next.isEmpty()) {
            return result;
        }
        List<Expr> expressions = new ArrayList<>(operands.subList(scale + 1, operands.size()));
        expressions.add(position, result);
        List<DType> dtypes = new ArrayList<>(types.subList(scale + 1, types.size()));
        dtypes.add(position, DType.F32);
        return next.get().apply(expressions, dtypes);
    }
}
