package io.coracle.jvm.code;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Stmt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes out unrolled loops, so that their variables become constants of addresses. */
final class Unroll {
    private final Names names;

    private Unroll(Names names) {
        this.names = names;
    }

    static Kernel apply(Kernel kernel) {
        Unroll pass = new Unroll(new Names(kernel));
        return kernel.with(kernel.locals(), pass.block(kernel.body(), new HashMap<>()));
    }

    private List<Stmt> block(List<Stmt> body, Map<Var, Expr> values) {
        List<Stmt> result = new ArrayList<>();
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.Let let -> {
                    Expr value = replace(let.value(), values);
                    Var variable = let.variable();
                    if (values.containsKey(variable)) {
                        // A second copy of the body: names must stay unique.
                        variable = names.variable(variable.name(), variable.type());
                    }
                    values.put(let.variable(), variable);
                    result.add(new Stmt.Let(variable, value));
                }
                case Stmt.Assign assign ->
                    result.add(new Stmt.Assign((Var) values.getOrDefault(assign.variable(), assign.variable()),
                        replace(assign.value(), values)));
                case Stmt.Store store -> result.add(new Stmt.Store(store.buffer(), replace(store.index(), values),
                    replace(store.value(), values), store.active().map(a -> replace(a, values))));
                case Stmt.Require require ->
                    result.add(new Stmt.Require(replace(require.condition(), values), require.message()));
                case Stmt.If branch -> result.add(new Stmt.If(replace(branch.condition(), values),
                    block(branch.then(), values), block(branch.otherwise(), values)));
                case Stmt.For loop when loop.mode() == Stmt.Mode.UNROLLED -> {
                    int end = constant(loop.end());
                    for (long i = constant(loop.start()); i < end; i += loop.step()) {
                        values.put(loop.variable(), Expr.i32((int) i));
                        result.addAll(block(loop.body(), values));
                    }
                }
                case Stmt.For loop -> {
                    Expr start = replace(loop.start(), values);
                    Expr end = replace(loop.end(), values);
                    Var variable = loop.variable();
                    if (values.containsKey(variable)) {
                        variable = names.variable(variable.name(), variable.type());
                    }
                    values.put(loop.variable(), variable);
                    result.add(new Stmt.For(variable, start, end, loop.step(), loop.mode(), block(loop.body(), values)));
                }
            }
        }
        return result;
    }

    private static int constant(Expr bound) {
        return (int) ((Expr.Const) bound).bits();
    }

    private static Expr replace(Expr e, Map<Var, Expr> values) {
        return Trees.replace(e, v -> values.getOrDefault(v, v));
    }
}
