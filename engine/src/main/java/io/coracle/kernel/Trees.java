package io.coracle.kernel;

import io.coracle.kernel.Expr.Var;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

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
        return switch (expr) {
            case Expr.Const c -> c;
            case Var v -> by.getOrDefault(v, v);
            case Expr.Load l -> new Expr.Load(l.buffer(), replace(l.index(), by), l.lanes(), l.active().map(a -> replace(a, by)));
            case Expr.Unary(Expr.UnaryOp op, Expr value) -> new Expr.Unary(op, replace(value, by));
            case Expr.Binary(Expr.BinaryOp op, Expr left, Expr right) -> {
                Expr a = replace(left, by);
                Expr b = replace(right, by);
                yield switch (op) {
                    case ADD -> a.plus(b);
                    case MUL -> a.times(b);
                    default -> new Expr.Binary(op, a, b);
                };
            }
            case Expr.Compare(Expr.CompareOp op, Expr left, Expr right) -> new Expr.Compare(op, replace(left, by), replace(right, by));
            case Expr.Fma(Expr a, Expr b, Expr c) -> new Expr.Fma(replace(a, by), replace(b, by), replace(c, by));
            case Expr.Select(Expr condition, Expr yes, Expr no) -> new Expr.Select(replace(condition, by), replace(yes, by), replace(no, by));
            case Expr.FirstLanes(Expr count, int lanes) -> new Expr.FirstLanes(replace(count, by), lanes);
            case Expr.Cast(var to, Expr value) -> new Expr.Cast(to, replace(value, by));
            case Expr.Bitcast(var to, Expr value) -> new Expr.Bitcast(to, replace(value, by));
            case Expr.Broadcast(Expr value, int lanes) -> replace(value, by).broadcast(lanes);
            case Expr.Dot4(Expr accumulator, Expr unsigned, Expr signed) ->
                new Expr.Dot4(replace(accumulator, by), replace(unsigned, by), replace(signed, by));
            case Expr.Reduce(Expr.BinaryOp op, Expr value) -> new Expr.Reduce(op, replace(value, by));
        };
    }

    /** Whether something holds of an expression or a part of it. */
    public static boolean any(Expr expr, Predicate<Expr> test) {
        return test.test(expr) || expr.operands().stream().anyMatch(operand -> any(operand, test));
    }
}
