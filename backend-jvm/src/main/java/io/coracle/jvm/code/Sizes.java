package io.coracle.jvm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Stmt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/** Replaces buffers whose size was not known when statements were written. */
final class Sizes {
    private Sizes() {}

    static List<Stmt> replace(List<Stmt> body, Collection<Buffer> unsized, UnaryOperator<Buffer> sized) {
        if (unsized.isEmpty()) {
            return body;
        }
        List<Stmt> result = new ArrayList<>();
        for (Stmt stmt : body) {
            result.add(switch (stmt) {
                case Stmt.Let let -> new Stmt.Let(let.variable(), replace(let.value(), unsized, sized));
                case Stmt.Assign assign -> new Stmt.Assign(assign.variable(), replace(assign.value(), unsized, sized));
                case Stmt.Store store -> new Stmt.Store(unsized.contains(store.buffer()) ? sized.apply(store.buffer()) : store.buffer(),
                    replace(store.index(), unsized, sized), replace(store.value(), unsized, sized),
                    store.active().map(active -> replace(active, unsized, sized)));
                case Stmt.For loop -> new Stmt.For(loop.variable(), loop.start(), loop.end(), loop.step(), loop.mode(),
                    replace(loop.body(), unsized, sized));
                case Stmt.If branch -> new Stmt.If(branch.condition(), replace(branch.then(), unsized, sized),
                    replace(branch.otherwise(), unsized, sized));
                case Stmt.Require require -> require;
            });
        }
        return result;
    }

    private static Expr replace(Expr e, Collection<Buffer> unsized, UnaryOperator<Buffer> sized) {
        if (e instanceof Expr.Load load && unsized.contains(load.buffer())) {
            return new Expr.Load(sized.apply(load.buffer()), load.index(), load.lanes(), load.active());
        }
        List<Expr> operands = new ArrayList<>();
        for (Expr operand : e.operands()) {
            operands.add(replace(operand, unsized, sized));
        }
        return operands.isEmpty() ? e : e.with(operands);
    }
}
