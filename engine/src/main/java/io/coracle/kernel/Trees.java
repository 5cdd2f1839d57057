package io.coracle.kernel;

import io.coracle.kernel.Expr.Var;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Walks over kernels and rewrites their expressions, for passes. */
public final class Trees {
    private Trees() {}

    /** The largest id of a variable; -1 without any. */
    public static int lastVariable(Kernel kernel) {
        int last = -1;
        for (Var parameter : kernel.parameters()) {
            last = Math.max(last, parameter.id());
        }
        return Math.max(last, lastVariable(kernel.body()));
    }

    private static int lastVariable(List<Stmt> body) {
        int last = -1;
        for (Stmt stmt : body) {
            last = Math.max(last, switch (stmt) {
                case Stmt.Let(Var variable, Expr value) -> variable.id();
                case Stmt.For loop -> Math.max(loop.variable().id(), lastVariable(loop.body()));
                case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) ->
                    Math.max(lastVariable(then), lastVariable(otherwise));
                default -> -1;
            });
        }
        return last;
    }

    /** An expression with variables replaced; the constants that come in are folded. */
    public static Expr replace(Expr expr, Map<Var, Expr> by) {
        return rewrite(expr, v -> by.getOrDefault(v, v), load -> load);
    }

    /** An expression with its loads replaced, from the inside out. */
    public static Expr replaceLoads(Expr expr, Function<Expr.Load, Expr> by) {
        return rewrite(expr, v -> v, by);
    }

    private static Expr rewrite(Expr expr, Function<Var, Expr> variables, Function<Expr.Load, Expr> loads) {
        UnaryOperator<Expr> part = e -> rewrite(e, variables, loads);
        return switch (expr) {
            case Expr.Const c -> c;
            case Var v -> variables.apply(v);
            case Expr.Load l -> loads.apply(new Expr.Load(l.buffer(), part.apply(l.index()), l.lanes(), l.active().map(part)));
            case Expr.Unary(Expr.UnaryOp op, Expr value) -> new Expr.Unary(op, part.apply(value));
            case Expr.Binary(Expr.BinaryOp op, Expr left, Expr right) -> {
                Expr a = part.apply(left);
                Expr b = part.apply(right);
                yield switch (op) {
                    case ADD -> a.plus(b);
                    case MUL -> a.times(b);
                    default -> new Expr.Binary(op, a, b);
                };
            }
            case Expr.Compare(Expr.CompareOp op, Expr left, Expr right) -> new Expr.Compare(op, part.apply(left), part.apply(right));
            case Expr.Fma(Expr a, Expr b, Expr c) -> new Expr.Fma(part.apply(a), part.apply(b), part.apply(c));
            case Expr.Select(Expr condition, Expr yes, Expr no) ->
                new Expr.Select(part.apply(condition), part.apply(yes), part.apply(no));
            case Expr.FirstLanes(Expr count, int lanes) -> new Expr.FirstLanes(part.apply(count), lanes);
            case Expr.Cast(var to, Expr value) -> new Expr.Cast(to, part.apply(value));
            case Expr.Bitcast(var to, Expr value) -> new Expr.Bitcast(to, part.apply(value));
            case Expr.Broadcast(Expr value, int lanes) -> part.apply(value).broadcast(lanes);
            case Expr.Dot4(Expr accumulator, Expr unsigned, Expr signed) ->
                new Expr.Dot4(part.apply(accumulator), part.apply(unsigned), part.apply(signed));
            case Expr.Reduce(Expr.BinaryOp op, Expr value) -> new Expr.Reduce(op, part.apply(value));
        };
    }

    /** Whether something holds of an expression or a part of it. */
    public static boolean any(Expr expr, Predicate<Expr> test) {
        return test.test(expr) || expr.operands().stream().anyMatch(operand -> any(operand, test));
    }
}
