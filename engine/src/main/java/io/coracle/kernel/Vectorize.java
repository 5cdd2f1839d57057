package io.coracle.kernel;

import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Stmt.Mode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns vector loops into loops over registers of many lanes, for targets that have them: whole registers first, then what is left
 * under a mask or one element at a time. A reduction keeps several registers of partial results. Loops that gather, or compute in
 * 64 bits, stay as they are.
 */
public final class Vectorize {
    /** Registers of partial results of a reduction: enough to hide the latency of an addition. */
    private static final int REDUCTION_REGISTERS = 4;
    /** Operations of a body that is not repeated for them. */
    private static final int LONG_BODY = 8;

    private final Target target;
    private int nextVariable;

    private Vectorize(Target target, int nextVariable) {
        this.target = target;
        this.nextVariable = nextVariable;
    }

    /** The same kernel in registers of the target's lanes. */
    public static Kernel apply(Kernel kernel, Target target) {
        if (target.lanes() == 1) {
            return kernel;
        }
        Vectorize pass = new Vectorize(target, 1 + Trees.lastVariable(kernel));
        Kernel result = kernel.with(kernel.locals(), pass.block(kernel.body()));
        Verifier.verify(result);
        return result;
    }

    private List<Stmt> block(List<Stmt> body) {
        List<Stmt> result = new ArrayList<>();
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.For loop when loop.mode() == Mode.VECTOR && loop.step() == 1 && new Scan(loop).isVectorizable() ->
                    result.addAll(split(loop));
                case Stmt.For loop ->
                    result.add(new Stmt.For(loop.variable(), loop.start(), loop.end(), loop.step(), loop.mode(), block(loop.body())));
                case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) ->
                    result.add(new Stmt.If(condition, block(then), block(otherwise)));
                case Stmt.Let l -> result.add(l);
                case Stmt.Assign a -> result.add(a);
                case Stmt.Store s -> result.add(s);
                case Stmt.Require r -> result.add(r);
            }
        }
        return result;
    }

    private Var fresh(String name, Type type) {
        return new Var(nextVariable++, name, type);
    }

    private List<Stmt> split(Stmt.For loop) {
        int lanes = target.lanes();
        List<Var> reduced = new ArrayList<>();
        for (Stmt stmt : loop.body()) {
            if (stmt instanceof Stmt.Assign(Var variable, Expr value) && !reduced.contains(variable)) {
                reduced.add(variable);
            }
        }
        // A long body hides the latency by itself, and four copies of it are more than a compiler likes.
        int registers = reduced.isEmpty() || weight(loop.body()) > LONG_BODY ? 1 : REDUCTION_REGISTERS;
        List<Stmt> result = new ArrayList<>();
        List<Map<Var, Var>> partials = new ArrayList<>();
        for (int r = 0; r < registers; r++) {
            Map<Var, Var> own = new HashMap<>();
            for (Var accumulator : reduced) {
                Var partial = fresh(accumulator.name(), accumulator.type().lanes(lanes));
                own.put(accumulator, partial);
                result.add(new Stmt.Let(partial, neutral(operation(loop, accumulator), accumulator).broadcast(lanes)));
            }
            partials.add(own);
        }
        Expr start = loop.start();
        if (registers > 1) {
            start = registers(loop, start, partials, result);
        }
        start = registers(loop, start, partials.subList(0, 1), result);
        if (target.masks()) {
            Var v = fresh(loop.variable().name(), Type.I32);
            List<Stmt> body = new Body(loop, v, partials.getFirst(), Optional.of(loop.end().minus(v))).statements();
            result.add(new Stmt.For(v, start, loop.end(), lanes, Mode.SERIAL, body));
        }
        for (Var accumulator : reduced) {
            BinaryOp op = operation(loop, accumulator);
            for (int width = registers / 2; width >= 1; width /= 2) {
                for (int r = 0; r < width; r++) {
                    Var low = partials.get(r).get(accumulator);
                    result.add(new Stmt.Assign(low, new Expr.Binary(op, low, partials.get(r + width).get(accumulator))));
                }
            }
            Expr all = new Expr.Reduce(op, partials.getFirst().get(accumulator));
            // Where partial results began with the accumulator, it is among them.
            result.add(new Stmt.Assign(accumulator, neutral(op, accumulator).equals(accumulator) ? all : new Expr.Binary(op, accumulator, all)));
        }
        if (!target.masks()) {
            result.add(new Stmt.For(loop.variable(), start, loop.end(), 1, Mode.SERIAL, loop.body()));
        }
        return result;
    }

    private static int weight(List<Stmt> body) {
        int[] sum = {0};
        for (Stmt stmt : body) {
            Expr value = switch (stmt) {
                case Stmt.Let let -> let.value();
                case Stmt.Assign assign -> assign.value();
                case Stmt.Store store -> store.value();
                default -> Expr.i32(0);
            };
            value.any(e -> {
                sum[0] += e instanceof Expr.Const || e instanceof Var || e.type().equals(Type.I32) ? 0 : 1;
                return false;
            });
        }
        return sum[0];
    }

    /** Adds a loop over whole registers, one for each map of partial results; gives the first element that is left. */
    private Expr registers(Stmt.For loop, Expr start, List<Map<Var, Var>> partials, List<Stmt> result) {
        int step = target.lanes() * partials.size();
        Var v = fresh(loop.variable().name(), Type.I32);
        List<Stmt> body = new ArrayList<>();
        for (int r = 0; r < partials.size(); r++) {
            body.addAll(new Body(loop, v.plus(r * target.lanes()), partials.get(r), Optional.empty()).statements());
        }
        result.add(new Stmt.For(v, start, loop.end().minus(step - 1), step, Mode.SERIAL, body));
        Expr count = loop.end().minus(start).max(Expr.i32(0));
        Expr rest = start.plus(count.over(step).times(step));
        if (rest instanceof Expr.Const) {
            return rest;
        }
        Var named = fresh("rest", Type.I32);
        result.add(new Stmt.Let(named, rest));
        return named;
    }

    /** The operation with which a loop reduces into an accumulator. */
    private static BinaryOp operation(Stmt.For loop, Var accumulator) {
        for (Stmt stmt : loop.body()) {
            if (stmt instanceof Stmt.Assign(Var variable, Expr value) && variable.equals(accumulator)) {
                return value instanceof Expr.Binary(BinaryOp op, Expr left, Expr right) ? op : BinaryOp.ADD;
            }
        }
        throw new IllegalArgumentException("not an accumulator of the loop: " + accumulator);
    }

    /** What a partial result starts with: nothing for sums and products, the accumulator itself where repeating it does no harm. */
    private static Expr neutral(BinaryOp op, Var accumulator) {
        return switch (op) {
            case ADD, XOR -> Expr.like(accumulator, 0);
            case MUL -> Expr.like(accumulator, 1);
            default -> accumulator;
        };
    }

    /** What is known of a loop's variables: how an integer moves with the loop, and which values differ from lane to lane. */
    private static final class Scan {
        private final Stmt.For loop;
        private final Map<Var, Integer> strides = new HashMap<>();
        private final Map<Var, Boolean> varying = new HashMap<>();

        Scan(Stmt.For loop) {
            this.loop = loop;
            strides.put(loop.variable(), 1);
            varying.put(loop.variable(), true);
        }

        boolean isVectorizable() {
            for (Stmt stmt : loop.body()) {
                boolean fits = switch (stmt) {
                    case Stmt.Let(Var variable, Expr value) -> {
                        boolean varies = varies(value);
                        Optional<Integer> stride = stride(value);
                        varying.put(variable, varies);
                        stride.ifPresent(s -> strides.put(variable, s));
                        yield !varies || stride.isPresent() || isVector(value);
                    }
                    case Stmt.Store(Buffer buffer, Expr index, Expr value, Optional<Expr> active) ->
                        active.isEmpty() && stride(index).equals(Optional.of(1)) && is32(Scalar.of(buffer.dtype())) && isVector(value);
                    case Stmt.Assign(Var variable, Expr value) -> !varying.containsKey(variable) && isReduction(variable, value);
                    case Stmt.For f -> false;
                    case Stmt.If i -> false;
                    case Stmt.Require r -> false;
                };
                if (!fits) {
                    return false;
                }
            }
            return true;
        }

        private boolean isReduction(Var variable, Expr value) {
            if (!is32(variable.type().scalar())) {
                return false;
            }
            return switch (value) {
                case Expr.Binary(BinaryOp op, Expr left, Expr right) when left.equals(variable) -> switch (op) {
                    case ADD, MUL, MIN, MAX, AND, OR, XOR -> isVector(right) && !uses(right, variable);
                    default -> false;
                };
                case Expr.Fma(Expr a, Expr b, Expr c) when c.equals(variable) ->
                    isVector(a) && isVector(b) && !uses(a, variable) && !uses(b, variable);
                default -> false;
            };
        }

        private static boolean is32(Scalar scalar) {
            return scalar == Scalar.F32 || scalar == Scalar.I32;
        }

        private static boolean uses(Expr expr, Var variable) {
            return expr.any(e -> e.equals(variable));
        }

        private boolean varies(Expr expr) {
            return expr.any(e -> e instanceof Var v && varying.getOrDefault(v, false));
        }

        /** How far an integer moves from one iteration to the next, if that is 0 or 1. */
        Optional<Integer> stride(Expr expr) {
            if (!expr.type().equals(Type.I32)) {
                return Optional.empty();
            }
            if (!varies(expr)) {
                return Optional.of(0);
            }
            return switch (expr) {
                case Var v -> Optional.ofNullable(strides.get(v));
                case Expr.Binary(BinaryOp op, Expr left, Expr right) when op == BinaryOp.ADD ->
                    stride(left).flatMap(a -> stride(right).map(b -> a + b)).filter(s -> s == 0 || s == 1);
                case Expr.Binary(BinaryOp op, Expr left, Expr right) when op == BinaryOp.SUB ->
                    stride(left).flatMap(a -> stride(right).map(b -> a - b)).filter(s -> s == 0 || s == 1);
                default -> Optional.empty();
            };
        }

        /** Whether a value can be computed in every lane at once. */
        boolean isVector(Expr expr) {
            if (!varies(expr)) {
                return expr.type().scalar() == Scalar.BOOL || is32(expr.type().scalar());
            }
            return switch (expr) {
                case Expr.Const c -> is32(c.type().scalar());
                // An address is a number only in its first lane.
                case Var v -> !strides.containsKey(v) && (is32(v.type().scalar()) || v.type().scalar() == Scalar.BOOL);
                case Expr.Load(Buffer buffer, Expr index, int lanes, Optional<Expr> active) ->
                    lanes == 1 && active.isEmpty() && is32(Scalar.of(buffer.dtype())) && stride(index).isPresent();
                case Expr.Unary(Expr.UnaryOp op, Expr value) -> isVector(value);
                case Expr.Binary(BinaryOp op, Expr left, Expr right) -> switch (op) {
                    case ADD, SUB, MUL, MIN, MAX, AND, OR, XOR, SHL, SHR, SHRU -> isVector(left) && isVector(right);
                    case DIV -> left.type().scalar() == Scalar.F32 && isVector(left) && isVector(right);
                    case REM, DIVU, REMU -> false;
                };
                case Expr.Compare(Expr.CompareOp op, Expr left, Expr right) -> isVector(left) && isVector(right);
                case Expr.Fma(Expr a, Expr b, Expr c) -> isVector(a) && isVector(b) && isVector(c);
                case Expr.Select(Expr condition, Expr yes, Expr no) -> isVector(condition) && isVector(yes) && isVector(no);
                case Expr.Cast(Scalar to, Expr value) -> is32(to) && isVector(value);
                case Expr.Bitcast(Scalar to, Expr value) -> is32(to) && isVector(value);
                case Expr.Dot4(Expr accumulator, Expr unsigned, Expr signed, boolean narrow) ->
                    isVector(accumulator) && isVector(unsigned) && isVector(signed);
                case Expr.SignedDot4(Expr accumulator, Expr left, Expr right) -> isVector(accumulator) && isVector(left) && isVector(right);
                case Expr.Dot2(Expr accumulator, Expr left, Expr right) -> isVector(accumulator) && isVector(left) && isVector(right);
                case Expr.FirstLanes f -> false;
                case Expr.Broadcast b -> false;
                case Expr.Reduce r -> false;
            };
        }
    }

    /** A loop's body for one register, whose first lane is element {@code at}. */
    private final class Body {
        private final Stmt.For loop;
        private final Expr at;
        private final Map<Var, Var> partials;
        private final Optional<Expr> active;
        private final Scan scan;
        private final Map<Var, Var> renamed = new HashMap<>();

        Body(Stmt.For loop, Expr at, Map<Var, Var> partials, Optional<Expr> active) {
            this.loop = loop;
            this.at = at;
            this.partials = partials;
            this.active = active;
            this.scan = new Scan(loop);
        }

        List<Stmt> statements() {
            List<Stmt> result = new ArrayList<>();
            for (Stmt stmt : loop.body()) {
                switch (stmt) {
                    case Stmt.Let(Var variable, Expr value) -> {
                        boolean varies = scan.varies(value);
                        Optional<Integer> stride = scan.stride(value);
                        scan.varying.put(variable, varies);
                        stride.ifPresent(s -> scan.strides.put(variable, s));
                        boolean scalar = !varies || stride.isPresent();
                        Var copy = fresh(variable.name(), scalar ? variable.type() : variable.type().lanes(target.lanes()));
                        renamed.put(variable, copy);
                        result.add(new Stmt.Let(copy, scalar ? scalar(value) : vector(value)));
                    }
                    case Stmt.Store(Buffer buffer, Expr index, Expr value, Optional<Expr> none) ->
                        result.add(new Stmt.Store(buffer, scalar(index), vector(value), active));
                    case Stmt.Assign(Var variable, Expr value) -> {
                        Var partial = partials.get(variable);
                        Expr updated = switch (value) {
                            case Expr.Binary(BinaryOp op, Expr left, Expr right) -> new Expr.Binary(op, partial, vector(right));
                            case Expr.Fma(Expr a, Expr b, Expr c) -> new Expr.Fma(vector(a), vector(b), partial);
                            default -> throw new IllegalStateException("not a reduction");
                        };
                        // What stands in the lanes past the end is computed from zeros, and not taken.
                        result.add(new Stmt.Assign(partial, active.<Expr>map(count ->
                            new Expr.Select(new Expr.FirstLanes(count, target.lanes()), updated, partial)).orElse(updated)));
                    }
                    default -> throw new IllegalStateException("not straight-line code");
                }
            }
            return result;
        }

        /** A value of the first lane. */
        private Expr scalar(Expr expr) {
            return switch (expr) {
                case Var v when v.equals(loop.variable()) -> at;
                case Var v -> renamed.getOrDefault(v, v);
                default -> expr.map(this::scalar);
            };
        }

        private Expr vector(Expr expr) {
            int lanes = target.lanes();
            if (!scan.varies(expr)) {
                return scalar(expr).broadcast(lanes);
            }
            return switch (expr) {
                case Expr.Const c -> c.broadcast(lanes);
                case Var v -> renamed.get(v);
                case Expr.Load(Buffer buffer, Expr index, int one, Optional<Expr> none) -> scan.stride(index).orElseThrow() == 0
                    ? new Expr.Load(buffer, scalar(index), 1, Optional.empty()).broadcast(lanes)
                    : new Expr.Load(buffer, scalar(index), lanes, active);
                case Expr.FirstLanes f -> throw new IllegalStateException("already in lanes");
                case Expr.Broadcast b -> throw new IllegalStateException("already in lanes");
                case Expr.Reduce r -> throw new IllegalStateException("already in lanes");
                default -> expr.with(expr.operands().stream().map(this::vector).toList());
            };
        }
    }
}
