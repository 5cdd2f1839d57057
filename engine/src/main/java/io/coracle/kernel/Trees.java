package io.coracle.kernel;

import io.coracle.kernel.Expr.Var;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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
        Expr rewritten = expr.map(part -> rewrite(part, variables, loads));
        return switch (rewritten) {
            case Var variable -> variables.apply(variable);
            case Expr.Load load -> loads.apply(load);
            default -> rewritten;
        };
    }
}
