package io.coracle.kernel;

import io.coracle.kernel.Expr.Var;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Names what an expression uses more than once. Expressions are written as functions, {@code x.times(x)}, in which one object may
 * stand in many places; without names a chain of such functions would grow exponentially.
 */
final class Sharing {
    private final Function<Expr, Var> let;
    private final Map<Expr, Integer> uses = new IdentityHashMap<>();
    private final Map<Expr, Expr> done = new IdentityHashMap<>();

    private Sharing(Function<Expr, Var> let) {
        this.let = let;
    }

    /** The same value, in which each object that stood in several places is a variable that {@code let} has made. */
    static Expr name(Expr root, Function<Expr, Var> let) {
        if (isLeaf(root)) {
            return root;
        }
        Sharing sharing = new Sharing(let);
        sharing.count(root);
        return sharing.rebuild(root);
    }

    /** Loads are named as a whole: their addresses stay written out, so that a backend can see how they step. */
    private static boolean isLeaf(Expr e) {
        return e instanceof Expr.Const || e instanceof Var || e instanceof Expr.Load;
    }

    private void count(Expr e) {
        if (e instanceof Expr.Const || e instanceof Var) {
            return;
        }
        Integer before = uses.get(e);
        uses.put(e, before == null ? 1 : before + 1);
        if (before != null) {
            return;
        }
        if (!isLeaf(e)) {
            e.operands().forEach(this::count);
        }
    }

    private Expr rebuild(Expr e) {
        if (e instanceof Expr.Const || e instanceof Var) {
            return e;
        }
        Optional<Expr> known = Optional.ofNullable(done.get(e));
        if (known.isPresent()) {
            return known.get();
        }
        Expr built = isLeaf(e) ? e : e.map(this::rebuild);
        if (uses.get(e) > 1) {
            built = let.apply(built);
        }
        done.put(e, built);
        return built;
    }
}
