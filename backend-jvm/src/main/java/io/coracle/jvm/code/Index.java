package io.coracle.jvm.code;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Type;
import java.util.Optional;
import java.util.Set;

/**
 * An index as {@code stride * v + base + constant} for a loop variable {@code v}; the base does not depend on the loop.
 *
 * @param base without its constant part; a constant 0 where there is none
 */
record Index(int stride, Expr base, int constant) {
    private static final Expr ZERO = Expr.i32(0);

    /**
     * @param varying the loop's variable and those computed from it; an index that uses another of these than {@code v} has no form
     */
    static Optional<Index> of(Expr e, Var v, Set<Var> varying) {
        if (!e.any(part -> part instanceof Var used && varying.contains(used))) {
            return Optional.of(invariant(e));
        }
        return switch (e) {
            case Var used when used.equals(v) -> Optional.of(new Index(1, ZERO, 0));
            case Expr.Binary(BinaryOp op, Expr left, Expr right) -> {
                Optional<Index> a = of(left, v, varying);
                Optional<Index> b = of(right, v, varying);
                if (a.isEmpty() || b.isEmpty()) {
                    yield Optional.empty();
                }
                yield switch (op) {
                    case ADD -> Optional.of(a.get().plus(b.get()));
                    case SUB -> b.get().stride == 0 || !b.get().hasBase() ? Optional.of(a.get().minus(b.get())) : Optional.empty();
                    case MUL -> b.get().isConstant() ? Optional.of(a.get().times(b.get().constant))
                        : a.get().isConstant() ? Optional.of(b.get().times(a.get().constant)) : Optional.empty();
                    default -> Optional.empty();
                };
            }
            default -> Optional.empty();
        };
    }

    /** The constant part of an expression apart from the rest. */
    private static Index invariant(Expr e) {
        return switch (e) {
            case Expr.Const c when c.type().equals(Type.I32) -> new Index(0, ZERO, (int) c.bits());
            case Expr.Binary(BinaryOp op, Expr left, Expr right) when op == BinaryOp.ADD && e.type().equals(Type.I32) ->
                invariant(left).plus(invariant(right));
            default -> new Index(0, e, 0);
        };
    }

    boolean hasBase() {
        return !base.equals(ZERO);
    }

    private boolean isConstant() {
        return stride == 0 && !hasBase();
    }

    /** Whether it is the loop's variable plus a constant. */
    boolean isDirect() {
        return stride == 1 && !hasBase();
    }

    private Index plus(Index other) {
        return new Index(stride + other.stride, base.plus(other.base), constant + other.constant);
    }

    private Index minus(Index other) {
        return new Index(stride - other.stride, other.hasBase() ? base.minus(other.base) : base, constant - other.constant);
    }

    private Index times(int factor) {
        return new Index(stride * factor, base.times(factor), constant * factor);
    }

    /** The index where the loop's variable has a value. */
    Expr at(Expr v) {
        return v.times(stride).plus(base).plus(Expr.i32(constant));
    }
}
