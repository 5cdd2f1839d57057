package io.coracle.op.matmul;

import io.coracle.kernel.Expr;
import io.coracle.op.Operator;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/** An operator that can compute one elementwise operator on its result before it is stored. */
public interface Epilogued {
    /** Whether there is room for an epilogue. */
    boolean isPlain();

    /**
     * This operator followed by another, whose input {@code position} it gives. The new operator's inputs are this one's, then the
     * other's without that one.
     */
    Operator.Lowered followedBy(Operator.Elementwise next, int position);

    /** Puts the result in its place among the operands of an elementwise operator. */
    record Following(Operator.Elementwise next, int position) implements Product.Epilogue {
        @Override
        public Expr apply(List<Expr> operands, List<DType> types) {
            List<Expr> expressions = new ArrayList<>(operands.subList(1, operands.size()));
            expressions.add(position, operands.getFirst());
            List<DType> dtypes = new ArrayList<>(types.subList(1, types.size()));
            dtypes.add(position, types.getFirst());
            return next.apply(expressions, dtypes);
        }
    }
}
