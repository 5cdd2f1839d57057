package io.coracle.jvm.code;

import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Stmt;
import io.coracle.kernel.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Walks over expressions. */
final class Trees {
    private Trees() {}

    /** The same operation on other operands; integer arithmetic is simplified. */
    static Expr with(Expr e, List<Expr> operands) {
        return switch (e) {
            case Expr.Const c -> c;
            case Var v -> v;
            case Expr.Load l -> new Expr.Load(l.buffer(), operands.get(0), l.lanes(),
                l.active().isPresent() ? Optional.of(operands.get(1)) : Optional.empty());
            case Expr.Unary u -> new Expr.Unary(u.op(), operands.get(0));
            case Expr.Binary b when b.type().equals(Type.I32) -> switch (b.op()) {
                case ADD -> operands.get(0).plus(operands.get(1));
                case SUB -> operands.get(0).minus(operands.get(1));
                case MUL -> operands.get(0).times(operands.get(1));
                default -> new Expr.Binary(b.op(), operands.get(0), operands.get(1));
            };
            case Expr.Binary b -> new Expr.Binary(b.op(), operands.get(0), operands.get(1));
            case Expr.Compare c -> new Expr.Compare(c.op(), operands.get(0), operands.get(1));
            case Expr.Fma f -> new Expr.Fma(operands.get(0), operands.get(1), operands.get(2));
            case Expr.Select s -> new Expr.Select(operands.get(0), operands.get(1), operands.get(2));
            case Expr.FirstLanes f -> new Expr.FirstLanes(operands.get(0), f.lanes());
            case Expr.Cast c -> new Expr.Cast(c.to(), operands.get(0));
            case Expr.Bitcast b -> new Expr.Bitcast(b.to(), operands.get(0));
            case Expr.Broadcast b -> new Expr.Broadcast(operands.get(0), b.lanes());
            case Expr.Dot4 d -> new Expr.Dot4(operands.get(0), operands.get(1), operands.get(2));
            case Expr.Reduce r -> new Expr.Reduce(r.op(), operands.get(0));
        };
    }

    static boolean anyMatch(Expr e, Predicate<Expr> test) {
        if (test.test(e)) {
            return true;
        }
        for (Expr operand : e.operands()) {
            if (anyMatch(operand, test)) {
                return true;
            }
        }
        return false;
    }

    /** An expression with its variables replaced. */
    static Expr replace(Expr e, Function<Var, Expr> by) {
        if (e instanceof Var v) {
            return by.apply(v);
        }
        List<Expr> operands = e.operands();
        List<Expr> replaced = new ArrayList<>(operands.size());
        boolean changed = false;
        for (Expr operand : operands) {
            Expr other = replace(operand, by);
            changed |= other != operand;
            replaced.add(other);
        }
        return changed ? with(e, replaced) : e;
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
