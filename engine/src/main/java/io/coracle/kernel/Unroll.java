package io.coracle.kernel;

import io.coracle.kernel.Expr.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Repeats the bodies of unrolled loops, with new variables each time. */
public final class Unroll {
    private static final int MOST_ROUNDS = 64;

    private int next;

    private Unroll(int next) {
        this.next = next;
    }

    /** The same kernel without unrolled loops. */
    public static Kernel apply(Kernel kernel) {
        if (!hasUnrolled(kernel.body())) {
            return kernel;
        }
        Unroll pass = new Unroll(1 + Trees.lastVariable(kernel));
        return kernel.with(kernel.locals(), pass.block(kernel.body(), new HashMap<>()));
    }

    private static boolean hasUnrolled(List<Stmt> body) {
        return body.stream().anyMatch(stmt -> switch (stmt) {
            case Stmt.For loop -> loop.mode() == Stmt.Mode.UNROLLED || hasUnrolled(loop.body());
            case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) -> hasUnrolled(then) || hasUnrolled(otherwise);
            default -> false;
        });
    }

    private Var fresh(Var like, Map<Var, Expr> renamed) {
        Var copy = new Var(next++, like.name(), like.type());
        renamed.put(like, copy);
        return copy;
    }

    private List<Stmt> block(List<Stmt> body, Map<Var, Expr> renamed) {
        List<Stmt> result = new ArrayList<>();
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.Let(Var variable, Expr value) -> {
                    Expr copy = Trees.replace(value, renamed);
                    result.add(new Stmt.Let(fresh(variable, renamed), copy));
                }
                case Stmt.Assign(Var variable, Expr value) ->
                    result.add(new Stmt.Assign((Var) renamed.getOrDefault(variable, variable), Trees.replace(value, renamed)));
                case Stmt.Store s -> result.add(new Stmt.Store(s.buffer(), Trees.replace(s.index(), renamed),
                    Trees.replace(s.value(), renamed), s.active().map(a -> Trees.replace(a, renamed))));
                case Stmt.Require(Expr condition, String message) -> result.add(new Stmt.Require(Trees.replace(condition, renamed), message));
                case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) ->
                    result.add(new Stmt.If(Trees.replace(condition, renamed), block(then, renamed), block(otherwise, renamed)));
                case Stmt.For loop -> loop(loop, renamed, result);
            }
        }
        return result;
    }

    private void loop(Stmt.For loop, Map<Var, Expr> renamed, List<Stmt> result) {
        if (loop.mode() == Stmt.Mode.UNROLLED && loop.start() instanceof Expr.Const(Type a, long start)
            && loop.end() instanceof Expr.Const(Type b, long end) && ((long) (int) end - (int) start) / loop.step() <= MOST_ROUNDS) {
            for (long i = (int) start; i < (int) end; i += loop.step()) {
                renamed.put(loop.variable(), Expr.i32((int) i));
                result.addAll(block(loop.body(), renamed));
            }
            return;
        }
        Expr start = Trees.replace(loop.start(), renamed);
        Expr end = Trees.replace(loop.end(), renamed);
        Var variable = fresh(loop.variable(), renamed);
        Stmt.Mode mode = loop.mode() == Stmt.Mode.UNROLLED ? Stmt.Mode.SERIAL : loop.mode();
        result.add(new Stmt.For(variable, start, end, loop.step(), mode, block(loop.body(), renamed)));
    }
}
