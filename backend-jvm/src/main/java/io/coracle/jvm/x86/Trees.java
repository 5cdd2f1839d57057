package io.coracle.jvm.x86;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Stmt;
import java.util.List;
import java.util.Map;

/** Walks over kernels. */
final class Trees {
    private Trees() {}

    static int lastVariable(Kernel kernel) {
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
    static Expr replace(Expr expr, Map<Var, Expr> by) {
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
            case Expr.Cast(var to, Expr value) -> new Expr.Cast(to, replace(value, by));
            case Expr.Bitcast(var to, Expr value) -> new Expr.Bitcast(to, replace(value, by));
            case Expr.Broadcast(Expr value, int lanes) -> replace(value, by).broadcast(lanes);
            case Expr.Dot4(Expr accumulator, Expr unsigned, Expr signed) ->
                new Expr.Dot4(replace(accumulator, by), replace(unsigned, by), replace(signed, by));
            case Expr.Reduce(Expr.BinaryOp op, Expr value) -> new Expr.Reduce(op, replace(value, by));
        };
    }

    /** Whether something holds of an expression or a part of it. */
    static boolean any(Expr expr, java.util.function.Predicate<Expr> test) {
        if (test.test(expr)) {
            return true;
        }
        return switch (expr) {
            case Expr.Const c -> false;
            case Var v -> false;
            case Expr.Load l -> any(l.index(), test) || l.active().isPresent() && any(l.active().get(), test);
            case Expr.Unary u -> any(u.value(), test);
            case Expr.Binary b -> any(b.left(), test) || any(b.right(), test);
            case Expr.Compare c -> any(c.left(), test) || any(c.right(), test);
            case Expr.Fma f -> any(f.a(), test) || any(f.b(), test) || any(f.c(), test);
            case Expr.Select s -> any(s.condition(), test) || any(s.yes(), test) || any(s.no(), test);
            case Expr.Cast c -> any(c.value(), test);
            case Expr.Bitcast b -> any(b.value(), test);
            case Expr.Broadcast b -> any(b.value(), test);
            case Expr.Dot4 d -> any(d.accumulator(), test) || any(d.unsigned(), test) || any(d.signed(), test);
            case Expr.Reduce r -> any(r.value(), test);
        };
    }
}
