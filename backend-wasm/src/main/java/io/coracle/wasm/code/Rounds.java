package io.coracle.wasm.code;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Stmt;
import io.coracle.kernel.Trees;
import io.coracle.kernel.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the bodies of innermost reductions four times, with a second loop for the rounds that are left: what a loop costs besides its
 * arithmetic is then paid once for four steps of a tile.
 */
final class Rounds {
    private static final int ROUNDS = 4;
    /** Statements of a body that is not repeated: four copies would be most of the code. */
    private static final int MOST_STATEMENTS = 40;

    private int next;

    private Rounds(int next) {
        this.next = next;
    }

    static Kernel apply(Kernel kernel) {
        Rounds pass = new Rounds(1 + Trees.lastVariable(kernel));
        return kernel.with(kernel.locals(), pass.block(kernel.body()));
    }

    private List<Stmt> block(List<Stmt> body) {
        List<Stmt> result = new ArrayList<>();
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.For loop when loop.mode() != Stmt.Mode.PARALLEL && isReduction(loop) -> repeat(loop, result);
                case Stmt.For loop ->
                    result.add(new Stmt.For(loop.variable(), loop.start(), loop.end(), loop.step(), loop.mode(), block(loop.body())));
                case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) ->
                    result.add(new Stmt.If(condition, block(then), block(otherwise)));
                default -> result.add(stmt);
            }
        }
        return result;
    }

    /** Names and vector accumulators only, the latter from outside. */
    private static boolean isReduction(Stmt.For loop) {
        boolean accumulates = false;
        for (Stmt stmt : loop.body()) {
            if (stmt instanceof Stmt.Assign assign) {
                accumulates |= assign.variable().type().lanes() > 1;
            } else if (!(stmt instanceof Stmt.Let)) {
                return false;
            }
        }
        return accumulates && loop.body().size() <= MOST_STATEMENTS
            && !(loop.start() instanceof Expr.Const(Type a, long start) && loop.end() instanceof Expr.Const(Type b, long end)
                && (int) end - (int) start < ROUNDS * loop.step());
    }

    private void repeat(Stmt.For loop, List<Stmt> result) {
        int all = ROUNDS * loop.step();
        Var start = name("start", loop.start(), result);
        Var end = name("end", loop.end(), result);
        Var i = new Var(next++, loop.variable().name(), Type.I32);
        List<Stmt> body = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            copy(loop, i.plus(round * loop.step()), body);
        }
        // Bounds near the ends of the numbers would wrap around; a length does not.
        Var rounds = name("rounds", start.lt(end).select(end.minus(start), Expr.i32(0))
            .plus(loop.step() - 1).over(loop.step()).over(ROUNDS).times(all), result);
        Var rest = name("rest", start.plus(rounds), result);
        result.add(new Stmt.For(i, start, rest, all, Stmt.Mode.SERIAL, body));
        Var last = new Var(next++, loop.variable().name(), Type.I32);
        List<Stmt> tail = new ArrayList<>();
        copy(loop, last, tail);
        result.add(new Stmt.For(last, rest, end, loop.step(), Stmt.Mode.SERIAL, tail));
    }

    private Var name(String name, Expr value, List<Stmt> result) {
        Var variable = new Var(next++, name, Type.I32);
        result.add(new Stmt.Let(variable, value));
        return variable;
    }

    private void copy(Stmt.For loop, Expr at, List<Stmt> to) {
        Map<Var, Expr> renamed = new HashMap<>();
        renamed.put(loop.variable(), at);
        for (Stmt stmt : loop.body()) {
            switch (stmt) {
                case Stmt.Let(Var variable, Expr value) -> {
                    Expr copy = Trees.replace(value, renamed);
                    Var own = new Var(next++, variable.name(), variable.type());
                    renamed.put(variable, own);
                    to.add(new Stmt.Let(own, copy));
                }
                case Stmt.Assign(Var variable, Expr value) ->
                    to.add(new Stmt.Assign((Var) renamed.getOrDefault(variable, variable), Trees.replace(value, renamed)));
                default -> throw new IllegalStateException("not a reduction");
            }
        }
    }
}
