package io.coracle.op.index;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;

/** Indexes that are data. */
final class Indexes {
    private Indexes() {}

    /** Throws {@link OperatorException} unless indexes are 32-bit or 64-bit integers. */
    static void check(DType dtype) {
        if (dtype != DType.I32 && dtype != DType.I64) {
            throw new OperatorException("indexes must be int32 or int64, got " + dtype);
        }
    }

    /** Loads an index; negative ones count from the end. One outside {@code extent} is reported and clamped. */
    static Expr load(KernelBuilder k, String operator, Buffer indexes, Expr at, Expr extent) {
        Expr raw = k.let("raw", k.load(indexes, at));
        Expr wide = raw.type().scalar() == Scalar.I64 ? extent.cast(Scalar.I64) : extent;
        k.require(wide.negate().le(raw).and(raw.lt(wide)), operator + ": an index is outside the axis");
        Expr narrow = k.let("narrow", raw.cast(Scalar.I32));
        Expr positive = narrow.lt(Expr.i32(0)).select(narrow.plus(extent), narrow);
        return k.let("index", positive.max(Expr.i32(0)).min(extent.minus(1)));
    }
}
