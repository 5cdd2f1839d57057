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
        Expr built = switch (e) {
            case Expr.Const c -> c;
            case Var v -> v;
            case Expr.Load l -> l;
            case Expr.Unary(Expr.UnaryOp op, Expr value) -> new Expr.Unary(op, rebuild(value));
            case Expr.Binary(Expr.BinaryOp op, Expr left, Expr right) -> new Expr.Binary(op, rebuild(left), rebuild(right));
            case Expr.Compare(Expr.CompareOp op, Expr left, Expr right) -> new Expr.Compare(op, rebuild(left), rebuild(right));
            case Expr.Fma(Expr a, Expr b, Expr c) -> new Expr.Fma(rebuild(a), rebuild(b), rebuild(c));
            case Expr.Select(Expr condition, Expr yes, Expr no) -> new Expr.Select(rebuild(condition), rebuild(yes), rebuild(no));
            case Expr.FirstLanes(Expr count, int lanes) -> new Expr.FirstLanes(rebuild(count), lanes);
            case Expr.Cast(Scalar to, Expr value) -> new Expr.Cast(to, rebuild(value));
            case Expr.Bitcast(Scalar to, Expr value) -> new Expr.Bitcast(to, rebuild(value));
            case Expr.Broadcast(Expr value, int lanes) -> new Expr.Broadcast(rebuild(value), lanes);
            case Expr.Dot4(Expr accumulator, Expr unsigned, Expr signed) ->
                new Expr.Dot4(rebuild(accumulator), rebuild(unsigned), rebuild(signed));
            case Expr.Reduce(Expr.BinaryOp op, Expr value) -> new Expr.Reduce(op, rebuild(value));
        };
        if (uses.get(e) > 1) {
            built = let.apply(built);
        }
        done.put(e, built);
        return built;
    }
}
