package io.coracle.jvm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Stmt;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a part of a kernel takes from the rest: variables, buffers, and whether it changes accumulators or checks requirements. */
final class Uses {
    private final Set<Var> variables = new LinkedHashSet<>();
    private final Set<Var> assigned = new LinkedHashSet<>();
    private final Set<Buffer> buffers = new LinkedHashSet<>();
    private final Set<Var> own = new HashSet<>();
    private boolean requires;
    private boolean loops;

    private Uses() {}

    static Uses of(List<Stmt> body) {
        Uses uses = new Uses();
        uses.block(body);
        return uses;
    }

    static Uses of(Expr expr) {
        Uses uses = new Uses();
        uses.expr(expr);
        return uses;
    }

    /** Variables named outside. */
    Set<Var> variables() {
        return variables;
    }

    /** Accumulators named outside and assigned inside. */
    Set<Var> assigned() {
        return assigned;
    }

    Set<Buffer> buffers() {
        return buffers;
    }

    boolean requires() {
        return requires;
    }

    /** Whether there is a loop. */
    boolean loops() {
        return loops;
    }

    private void block(List<Stmt> body) {
        for (Stmt stmt : body) {
            Trees.expressions(stmt).forEach(this::expr);
            switch (stmt) {
                case Stmt.Let let -> own.add(let.variable());
                case Stmt.Assign assign -> {
                    if (!own.contains(assign.variable())) {
                        assigned.add(assign.variable());
                        variables.add(assign.variable());
                    }
                }
                case Stmt.Store store -> buffers.add(store.buffer());
                case Stmt.For loop -> {
                    loops = true;
                    own.add(loop.variable());
                    block(loop.body());
                }
                case Stmt.If branch -> {
                    block(branch.then());
                    block(branch.otherwise());
                }
                case Stmt.Require require -> requires = true;
            }
        }
    }

    private void expr(Expr expr) {
        switch (expr) {
            case Var v when !own.contains(v) -> variables.add(v);
            case Expr.Load load -> buffers.add(load.buffer());
            default -> {}
        }
        expr.operands().forEach(this::expr);
    }
}
