package io.coracle.op.index;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.CompareOp;
import io.coracle.op.Attributes;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;

/** What a scatter does with the element that is there. */
enum Combine {
    REPLACE, ADD, MULTIPLY, MINIMUM, MAXIMUM;

    static Combine of(Attributes attributes) {
        return switch (attributes.string("reduction", "none")) {
            case "none" -> REPLACE;
            case "add" -> ADD;
            case "mul" -> MULTIPLY;
            case "min" -> MINIMUM;
            case "max" -> MAXIMUM;
            case String other -> throw new OperatorException("reduction \"" + other + "\" is not supported");
        };
    }

    Expr apply(DType dtype, Expr old, Expr update) {
        boolean unsigned = dtype == DType.U32 || dtype == DType.U64;
        return switch (this) {
            case REPLACE -> update;
            case ADD -> dtype == DType.BOOL ? old.or(update) : old.plus(update);
            case MULTIPLY -> old.times(update);
            case MINIMUM -> unsigned ? new Expr.Compare(CompareOp.LTU, update, old).select(update, old) : old.min(update);
            case MAXIMUM -> unsigned ? new Expr.Compare(CompareOp.LTU, old, update).select(update, old) : old.max(update);
        };
    }
}
