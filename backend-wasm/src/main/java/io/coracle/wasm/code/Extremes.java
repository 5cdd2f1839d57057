package io.coracle.wasm.code;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Stmt;
import io.coracle.kernel.Type;
import io.coracle.wasm.format.Code;
import io.coracle.wasm.format.Op;
import io.coracle.wasm.format.ValType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Minima and maxima of floats that a loop accumulates in vectors. A minimum that keeps NaN and orders zeros is eight instructions in
 * engines, each waiting for the one before. Here the loop takes {@code pmin(a, b)}, which is one and keeps a NaN in a, makes a NaN of a
 * where b is one, and notes beside it what is forgotten: all signs together, because a maximum of zero is +0 if any sign was plus, a
 * minimum of zero -0 if any was minus.
 */
final class Extremes {
    private static final int SIGN = Integer.MIN_VALUE;
    private static final Type VECTOR = new Type(Scalar.F32, Vectors.LANES);

    private final Expressions to;
    private final Map<Var, Accumulator> accumulators = new HashMap<>();
    /** In the order of the loop, so that the same kernel always gives the same code. */
    private final List<Accumulator> ordered = new ArrayList<>();

    /** Locals of an accumulator. */
    private record Accumulator(BinaryOp op, int value, int signs) {}

    private Extremes(Expressions to) {
        this.to = to;
    }

    /** What is outside of loops. */
    static Extremes none(Expressions to) {
        return new Extremes(to);
    }

    /** What the loop accumulates: of variables that it uses for nothing else. */
    Extremes(Stmt.For loop, Expressions to) {
        this(to);
        List<Expr> expressions = new ArrayList<>();
        for (Stmt stmt : loop.body()) {
            switch (stmt) {
                case Stmt.Let(Var variable, Expr value) -> expressions.add(value);
                case Stmt.Assign(Var variable, Expr value) -> expressions.add(value);
                default -> {
                    return;
                }
            }
        }
        for (Stmt stmt : loop.body()) {
            if (stmt instanceof Stmt.Assign(Var variable, Expr.Binary(BinaryOp op, Expr left, Expr right))
                && !accumulators.containsKey(variable) && variable.type().equals(VECTOR) && accumulates(loop, variable, op)
                && expressions.stream().mapToInt(e -> occurrences(e, variable)).sum() == assignments(loop, variable)) {
                Accumulator accumulator = new Accumulator(op, to.assigned(variable), to.local(ValType.V128));
                accumulators.put(variable, accumulator);
                ordered.add(accumulator);
            }
        }
    }

    /** Whether all that a variable gets is minima with itself, or all maxima. */
    private static boolean accumulates(Stmt.For loop, Var variable, BinaryOp wanted) {
        return (wanted == BinaryOp.MIN || wanted == BinaryOp.MAX) && loop.body().stream().allMatch(stmt ->
            !(stmt instanceof Stmt.Assign(Var assigned, Expr value)) || !assigned.equals(variable)
                || value instanceof Expr.Binary(BinaryOp op, Expr left, Expr right) && op == wanted && left.equals(variable));
    }

    private static long assignments(Stmt.For loop, Var variable) {
        return loop.body().stream().filter(stmt -> stmt instanceof Stmt.Assign assign && assign.variable().equals(variable)).count();
    }

    private static int occurrences(Expr expr, Var variable) {
        int found = expr.equals(variable) ? 1 : 0;
        for (Expr operand : expr.operands()) {
            found += occurrences(operand, variable);
        }
        return found;
    }

    /** In front of the loop. */
    void begin(Code code) {
        for (Accumulator a : ordered) {
            code.get(a.value).set(a.signs);
        }
    }

    /** In the loop; gives false where an assignment is none of these. */
    boolean assign(Stmt.Assign assign) {
        Accumulator a = accumulators.get(assign.variable());
        if (a == null) {
            return join(assign);
        }
        boolean least = a.op == BinaryOp.MIN;
        int value = to.inLocal(((Expr.Binary) assign.value()).right());
        to.scope.code.get(a.value).get(value).op(least ? Op.F32X4_PMIN : Op.F32X4_PMAX)
            .get(value).get(value).op(Op.F32X4_NE).op(Op.V128_OR).set(a.value)
            .get(a.signs).get(value).op(least ? Op.V128_OR : Op.V128_AND).set(a.signs);
        return true;
    }

    /** Where it is one accumulated vector that gets the extremes of itself and another: of lines, once for each, and all wait for it. */
    private boolean join(Stmt.Assign assign) {
        if (!(assign.value() instanceof Expr.Binary(BinaryOp op, Var left, Var right)) || op != BinaryOp.MIN && op != BinaryOp.MAX
            || !left.equals(assign.variable()) || !left.type().equals(VECTOR) || !to.isAssigned(right)) {
            return false;
        }
        combine(to.scope.code, op, to.assigned(left), to.assigned(right));
        to.scope.code.set(to.assigned(left));
        return true;
    }

    /** Puts the extremes of two vectors on the stack: as engines do it, but with half as many instructions that wait for each other. */
    static void combine(Code code, BinaryOp op, int a, int b) {
        code.get(a).get(b);
        // Of equals, a: what differs is the sign of zeros.
        if (op == BinaryOp.MIN) {
            code.op(Op.F32X4_PMIN).get(a).get(b).op(Op.F32X4_EQ).get(b).op(Op.V128_AND).op(Op.V128_OR);
        } else {
            code.op(Op.F32X4_PMAX).get(a).get(b).op(Op.F32X4_EQ).get(b).op(Op.V128_ANDNOT).op(Op.V128_ANDNOT);
        }
        // NaN in a is kept.
        code.get(b).get(b).op(Op.F32X4_NE).op(Op.V128_OR);
    }

    /** Behind the loop. */
    void end(Code code) {
        for (Accumulator a : ordered) {
            code.get(a.signs).get(a.value).get(a.value).v128(0).op(Op.F32X4_EQ).v128(SIGN).op(Op.V128_AND).op(Op.V128_BITSELECT)
                .set(a.value);
        }
    }
}
