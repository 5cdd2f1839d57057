package io.coracle.kernel;

import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes vectors out as scalars, one statement a lane: for kernels with vectors that the machine lacks, such as those of 64-bit lanes
 * or of an unusual length.
 */
public final class Scalarize {
    private final Map<Var, List<Var>> lanes = new HashMap<>();
    private int next;

    private Scalarize(int next) {
        this.next = next;
    }

    /** The same kernel without vectors. */
    public static Kernel apply(Kernel kernel) {
        Scalarize pass = new Scalarize(1 + Trees.lastVariable(kernel));
        return kernel.with(kernel.locals(), pass.block(kernel.body()));
    }

    /** Whether all vectors of a kernel have this many 32-bit lanes and operations that exist for them. */
    public static boolean vectorsFit(Kernel kernel, int count) {
        return fits(kernel.body(), count);
    }

    private static boolean fits(List<Stmt> body, int count) {
        for (Stmt stmt : body) {
            boolean fit = switch (stmt) {
                case Stmt.Let(Var variable, Expr value) -> fits(value, count);
                case Stmt.Assign(Var variable, Expr value) -> fits(value, count);
                case Stmt.Store s -> fits(s.index(), count) && fits(s.value(), count) && s.active().stream().allMatch(a -> fits(a, count));
                case Stmt.Require(Expr condition, String message) -> fits(condition, count);
                case Stmt.For loop -> fits(loop.start(), count) && fits(loop.end(), count) && fits(loop.body(), count);
                case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) ->
                    fits(condition, count) && fits(then, count) && fits(otherwise, count);
            };
            if (!fit) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(Expr expr, int count) {
        return !expr.any(e -> {
            if (e instanceof Expr.Reduce(BinaryOp op, Expr value)) {
                return value.type().scalar() == Scalar.BOOL || !isVector(op, value.type()) || value.type().lanes() == 1
                    || op == BinaryOp.SHL || op == BinaryOp.SHR || op == BinaryOp.SHRU;
            }
            Type type = e.type();
            if (type.lanes() == 1) {
                return false;
            }
            if (type.lanes() != count || type.scalar() == Scalar.I64 || type.scalar() == Scalar.F64) {
                return true;
            }
            return e instanceof Expr.Binary(BinaryOp op, Expr left, Expr right) && !isVector(op, type)
                || e instanceof Expr.Compare c && c.left().type().scalar() == Scalar.BOOL;
        });
    }

    private static boolean isVector(BinaryOp op, Type type) {
        return switch (op) {
            case DIV -> type.scalar() == Scalar.F32;
            case REM, DIVU, REMU -> false;
            default -> true;
        };
    }

    private List<Stmt> block(List<Stmt> body) {
        List<Stmt> result = new ArrayList<>();
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.Let(Var variable, Expr value) -> {
                    List<Expr> values = all(value, result);
                    List<Var> copies = new ArrayList<>();
                    for (Expr lane : values) {
                        Var copy = values.size() == 1 ? variable : fresh(lane.type());
                        copies.add(copy);
                        result.add(new Stmt.Let(copy, lane));
                    }
                    lanes.put(variable, copies);
                }
                case Stmt.Assign(Var variable, Expr value) -> {
                    List<Expr> values = all(value, result);
                    List<Var> copies = new ArrayList<>();
                    for (Expr lane : values) {
                        copies.add(name(lane, result));
                    }
                    for (int i = 0; i < copies.size(); i++) {
                        result.add(new Stmt.Assign(lanes.getOrDefault(variable, List.of(variable)).get(i), copies.get(i)));
                    }
                }
                case Stmt.Store s -> store(s, result);
                case Stmt.Require(Expr condition, String message) -> result.add(new Stmt.Require(one(condition, result), message));
                case Stmt.For loop -> {
                    Expr start = one(loop.start(), result);
                    Expr end = one(loop.end(), result);
                    result.add(new Stmt.For(loop.variable(), start, end, loop.step(), loop.mode(), block(loop.body())));
                }
                case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) ->
                    result.add(new Stmt.If(one(condition, result), block(then), block(otherwise)));
            }
        }
        return result;
    }

    private void store(Stmt.Store s, List<Stmt> result) {
        List<Var> values = new ArrayList<>();
        for (Expr lane : all(s.value(), result)) {
            values.add(name(lane, result));
        }
        Expr index = name(one(s.index(), result), result);
        Optional<Expr> active = s.active().map(a -> name(one(a, result), result));
        for (int i = 0; i < values.size(); i++) {
            Stmt store = new Stmt.Store(s.buffer(), index.plus(i), values.get(i), Optional.empty());
            int lane = i;
            result.add(active.<Stmt>map(a -> new Stmt.If(Expr.i32(lane).lt(a), List.of(store), List.of())).orElse(store));
        }
    }

    private Var fresh(Type type) {
        return new Var(next++, "lane", type);
    }

    private Var name(Expr value, List<Stmt> before) {
        Var variable = fresh(value.type());
        before.add(new Stmt.Let(variable, value));
        return variable;
    }

    private Expr one(Expr expr, List<Stmt> before) {
        return all(expr, before).getFirst();
    }

    /** Each lane of an expression. What must be computed first is added to {@code before}. */
    private List<Expr> all(Expr expr, List<Stmt> before) {
        int count = expr.type().lanes();
        return switch (expr) {
            case Expr.Const(Type type, long bits) -> same(new Expr.Const(type.lanes(1), bits), count);
            case Var v -> new ArrayList<>(lanes.getOrDefault(v, List.of(v)));
            case Expr.Load load -> loads(load, before);
            case Expr.Unary(Expr.UnaryOp op, Expr value) -> {
                List<Expr> x = all(value, before);
                yield each(count, i -> new Expr.Unary(op, x.get(i)));
            }
            case Expr.Binary(BinaryOp op, Expr left, Expr right) -> {
                List<Expr> a = all(left, before);
                List<Expr> b = all(right, before);
                yield each(count, i -> new Expr.Binary(op, a.get(i), b.get(i)));
            }
            case Expr.Compare(Expr.CompareOp op, Expr left, Expr right) -> {
                List<Expr> a = all(left, before);
                List<Expr> b = all(right, before);
                yield each(count, i -> new Expr.Compare(op, a.get(i), b.get(i)));
            }
            case Expr.Fma(Expr a, Expr b, Expr c) -> {
                List<Expr> x = all(a, before);
                List<Expr> y = all(b, before);
                List<Expr> z = all(c, before);
                yield each(count, i -> new Expr.Fma(x.get(i), y.get(i), z.get(i)));
            }
            case Expr.Select(Expr condition, Expr yes, Expr no) -> {
                List<Expr> c = all(condition, before);
                List<Expr> a = all(yes, before);
                List<Expr> b = all(no, before);
                yield each(count, i -> new Expr.Select(c.get(i), a.get(i), b.get(i)));
            }
            case Expr.FirstLanes(Expr first, int n) -> {
                Var limit = name(one(first, before), before);
                yield each(count, i -> Expr.i32(i).lt(limit));
            }
            case Expr.Cast(Scalar to, Expr value) -> {
                List<Expr> x = all(value, before);
                yield each(count, i -> new Expr.Cast(to, x.get(i)));
            }
            case Expr.Bitcast(Scalar to, Expr value) -> {
                List<Expr> x = all(value, before);
                yield each(count, i -> new Expr.Bitcast(to, x.get(i)));
            }
            case Expr.Broadcast(Expr value, int n) -> same(name(one(value, before), before), count);
            case Expr.Dot4(Expr accumulator, Expr unsigned, Expr signed, boolean narrow) -> {
                List<Expr> x = all(accumulator, before);
                List<Expr> y = all(unsigned, before);
                List<Expr> z = all(signed, before);
                yield each(count, i -> new Expr.Dot4(x.get(i), y.get(i), z.get(i), narrow));
            }
            case Expr.SignedDot4(Expr accumulator, Expr left, Expr right) -> {
                List<Expr> x = all(accumulator, before);
                List<Expr> y = all(left, before);
                List<Expr> z = all(right, before);
                yield each(count, i -> new Expr.SignedDot4(x.get(i), y.get(i), z.get(i)));
            }
            case Expr.Dot2(Expr accumulator, Expr left, Expr right) -> {
                List<Expr> x = all(accumulator, before);
                List<Expr> y = all(left, before);
                List<Expr> z = all(right, before);
                yield each(count, i -> new Expr.Dot2(x.get(i), y.get(i), z.get(i)));
            }
            case Expr.Reduce(BinaryOp op, Expr value) -> {
                List<Expr> rest = new ArrayList<>(all(value, before));
                while (rest.size() > 1) {
                    int half = rest.size() / 2;
                    List<Expr> halved = new ArrayList<>();
                    for (int i = 0; i < half; i++) {
                        halved.add(new Expr.Binary(op, rest.get(i), rest.get(half + i)));
                    }
                    rest = halved;
                }
                yield rest;
            }
        };
    }

    private static List<Expr> same(Expr expr, int count) {
        return each(count, i -> expr);
    }

    private static List<Expr> each(int count, java.util.function.IntFunction<Expr> lane) {
        List<Expr> result = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            result.add(lane.apply(i));
        }
        return result;
    }

    private List<Expr> loads(Expr.Load load, List<Stmt> before) {
        Expr index = one(load.index(), before);
        if (load.lanes() == 1) {
            return List.of(new Expr.Load(load.buffer(), index, 1, load.active().map(a -> one(a, before))));
        }
        Expr named = name(index, before);
        Optional<Expr> active = load.active().map(a -> name(one(a, before), before));
        return each(load.lanes(), i -> new Expr.Load(load.buffer(), named.plus(i), 1, active.map(a -> Expr.i32(i).lt(a).select(Expr.i32(1), Expr.i32(0)))));
    }
}
