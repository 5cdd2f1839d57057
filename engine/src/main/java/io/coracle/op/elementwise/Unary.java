package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.op.Operator;
import io.coracle.tensor.DType;
import java.util.List;
import java.util.function.UnaryOperator;

/** A function of one number that keeps its type. */
record Unary(Accepts accepts, UnaryOperator<Expr> function) implements Operator.Elementwise {
    /** Which element types a function takes. */
    enum Accepts { FLOATS, INTEGERS, NUMBERS }

    static Unary ofFloats(UnaryOperator<Expr> function) {
        return new Unary(Accepts.FLOATS, function);
    }

    static Unary ofNumbers(UnaryOperator<Expr> function) {
        return new Unary(Accepts.NUMBERS, function);
    }

    @Override
    public DType result(List<DType> inputs) {
        return switch (accepts) {
            case FLOATS -> Numeric.floating(inputs.getFirst());
            case INTEGERS -> Numeric.integer(inputs.getFirst());
            case NUMBERS -> Numeric.number(inputs.getFirst());
        };
    }

    @Override
    public Expr apply(List<Expr> inputs, List<DType> types) {
        return function.apply(inputs.getFirst());
    }
}
