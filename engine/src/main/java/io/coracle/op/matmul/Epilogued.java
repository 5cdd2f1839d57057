package io.coracle.op.matmul;

import io.coracle.op.Operator;

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
    static Product.Epilogue epilogue(Operator.Elementwise next, int position) {
        return (operands, types) -> {
            var expressions = new java.util.ArrayList<>(operands.subList(1, operands.size()));
            expressions.add(position, operands.getFirst());
            var dtypes = new java.util.ArrayList<>(types.subList(1, types.size()));
            dtypes.add(position, types.getFirst());
            return next.apply(expressions, dtypes);
        };
    }
}
