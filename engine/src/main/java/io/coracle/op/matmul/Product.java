package io.coracle.op.matmul;

import io.coracle.kernel.Expr;
import io.coracle.op.Operand;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code c = epilogue(a · b, extras…)} for every matrix of a batch, accumulated in the register type of {@code a}, to which elements
 * of {@code b} are converted.
 *
 * @param batch extents of the batch axes
 * @param m rows of a and c
 * @param n columns of b and c
 * @param k columns of a, rows of b
 * @param extras further operands of the epilogue, with strides in terms of c's rows and columns
 */
public record Product(List<Integer> batch, int m, int n, int k, Matrix a, Matrix b, Matrix c, List<Matrix> extras,
                      Optional<Epilogue> epilogue) {
    /**
     * Computes an output element from the accumulated sum and the elements of the extras at the same place, in any number of lanes. Equal
     * ones write equal code, so it is a record.
     */
    public interface Epilogue {
        /** Operands are in register types, the sum first; the result has the register type of c, or is boolean. */
        Expr apply(List<Expr> operands, List<DType> types);
    }

    public Product {
        batch = List.copyOf(batch);
        extras = List.copyOf(extras);
    }

    /** {@code c' = b' · a'}: the same elements, with rows and columns of every operand swapped. */
    Product transposed() {
        List<Matrix> others = new ArrayList<>();
        extras.forEach(extra -> others.add(extra.transposed()));
        return new Product(batch, n, m, k, b.transposed(), a.transposed(), c.transposed(), others, epilogue);
    }

    /** With other contents in the place of the left side's. */
    Product withLeft(Operand other) {
        return new Product(batch, m, n, k, new Matrix(other, a.offset(), a.batch(), a.row(), a.column()), b, c, extras, epilogue);
    }

    /** How many matrices there are. */
    int batchSize() {
        int size = 1;
        for (int extent : batch) {
            size *= extent;
        }
        return size;
    }

    /** The epilogue of one element. */
    Expr finish(Expr sum, List<Expr> extraElements) {
        if (epilogue.isEmpty()) {
            return sum;
        }
        List<Expr> operands = new ArrayList<>();
        operands.add(sum);
        operands.addAll(extraElements);
        List<DType> types = new ArrayList<>();
        types.add(a.operand().dtype());
        extras.forEach(extra -> types.add(extra.operand().dtype()));
        return epilogue.get().apply(operands, types);
    }

    /**
     * The same product with fewer batch axes: axes of extent 1 vanish, neighbours that every operand traverses as one become one, and a
     * single axis along which b repeats becomes rows.
     */
    Product collapsed() {
        List<Matrix> operands = new ArrayList<>(List.of(a, b, c));
        operands.addAll(extras);
        List<Integer> extents = new ArrayList<>();
        List<List<Integer>> strides = new ArrayList<>();
        for (int axis = 0; axis < batch.size(); axis++) {
            if (batch.get(axis) == 1) {
                continue;
            }
            List<Integer> here = new ArrayList<>();
            for (Matrix operand : operands) {
                here.add(operand.batch().get(axis));
            }
            boolean joins = !extents.isEmpty();
            for (int i = 0; joins && i < operands.size(); i++) {
                joins = strides.getLast().get(i) == here.get(i) * batch.get(axis);
            }
            if (joins) {
                extents.set(extents.size() - 1, extents.getLast() * batch.get(axis));
                strides.set(strides.size() - 1, here);
            } else {
                extents.add(batch.get(axis));
                strides.add(here);
            }
        }
        int rows = m;
        if (!extents.isEmpty() && strides.getLast().get(1) == 0) {
            boolean joins = true;
            for (int i = 0; i < operands.size(); i++) {
                joins &= i == 1 || m == 1 || strides.getLast().get(i) == operands.get(i).row() * m;
            }
            if (joins) {
                for (int i = 0; m == 1 && i < operands.size(); i++) {
                    Matrix o = operands.get(i);
                    if (i != 1) {
                        operands.set(i, new Matrix(o.operand(), o.offset(), o.batch(), strides.getLast().get(i), o.column()));
                    }
                }
                rows *= extents.removeLast();
                strides.removeLast();
            }
        }
        List<Matrix> collapsed = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            List<Integer> own = new ArrayList<>();
            for (List<Integer> axis : strides) {
                own.add(axis.get(i));
            }
            Matrix o = operands.get(i);
            collapsed.add(new Matrix(o.operand(), o.offset(), own, o.row(), o.column()));
        }
        return new Product(extents, rows, n, k, collapsed.get(0), collapsed.get(1), collapsed.get(2),
            collapsed.subList(3, collapsed.size()), epilogue);
    }
}
