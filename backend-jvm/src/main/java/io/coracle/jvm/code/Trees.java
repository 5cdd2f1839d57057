package io.coracle.jvm.code;

import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Walks over expressions. */
final class Trees {
    private Trees() {}

    /** An expression with its variables replaced. */
    static Expr replace(Expr e, Function<Var, Expr> by) {
        return e instanceof Var v ? by.apply(v) : e.map(operand -> replace(operand, by));
    }

    /** A statement, with everything inside it, with its variables replaced; an accumulator that is assigned by another variable. */
    static Stmt replace(Stmt stmt, Function<Var, Expr> by) {
        return switch (stmt) {
            case Stmt.Let let -> new Stmt.Let(let.variable(), replace(let.value(), by));
            case Stmt.Assign assign -> new Stmt.Assign((Var) by.apply(assign.variable()), replace(assign.value(), by));
            case Stmt.Store store -> new Stmt.Store(store.buffer(), replace(store.index(), by), replace(store.value(), by),
                store.active().map(active -> replace(active, by)));
            case Stmt.For loop -> new Stmt.For(loop.variable(), replace(loop.start(), by), replace(loop.end(), by), loop.step(),
                loop.mode(), replace(loop.body(), by));
            case Stmt.If branch -> new Stmt.If(replace(branch.condition(), by), replace(branch.then(), by), replace(branch.otherwise(), by));
            case Stmt.Require require -> new Stmt.Require(replace(require.condition(), by), require.message());
        };
    }

    static List<Stmt> replace(List<Stmt> body, Function<Var, Expr> by) {
        List<Stmt> result = new ArrayList<>();
        for (Stmt stmt : body) {
            result.add(replace(stmt, by));
        }
        return result;
    }

    /** The expressions of one statement, without those of blocks inside. */
    static List<Expr> expressions(Stmt stmt) {
        return switch (stmt) {
            case Stmt.Let let -> List.of(let.value());
            case Stmt.Assign assign -> List.of(assign.value());
            case Stmt.Store store -> store.active().isPresent()
                ? List.of(store.index(), store.value(), store.active().get()) : List.of(store.index(), store.value());
            case Stmt.For loop -> List.of(loop.start(), loop.end());
            case Stmt.If branch -> List.of(branch.condition());
            case Stmt.Require require -> List.of(require.condition());
        };
    }
}
