package io.coracle.kernel;

import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.CompareOp;
import io.coracle.kernel.Expr.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Proves, before a kernel runs, that it stays inside its buffers whatever they contain. Indexes are bounded by affine forms of the
 * loop variables, which are then eliminated from the innermost loop outward; what is not affine (division, loaded indexes) is
 * bounded by an interval. The proof is sound and not complete: a kernel that it rejects may be harmless, and is not run.
 */
public final class Reach {
    private static final int MOST_CANDIDATES = 6;

    private final Kernel kernel;
    private final long[] elements;
    private final Map<Var, Bounds> bounds = new HashMap<>();
    /** Loop variables, and named values that are no affine form of them, in the order they are named. */
    private final List<Bounds> unknowns = new ArrayList<>();
    private final Set<Var> accumulators = new HashSet<>();
    private String violation = "";

    /** Forms that are never smaller, and forms that are never larger, than a value. An empty list says nothing is known. */
    private record Bounds(List<Affine> upper, List<Affine> lower) {
        static final Bounds UNKNOWN = new Bounds(List.of(), List.of());

        static Bounds of(long value) {
            List<Affine> exact = List.of(Affine.of(value));
            return new Bounds(exact, exact);
        }

        static Bounds between(long low, long high) {
            return new Bounds(List.of(Affine.of(high)), List.of(Affine.of(low)));
        }

        boolean isExact() {
            return upper.size() == 1 && upper.equals(lower);
        }
    }

    /** The smallest and largest value; at the ends of {@code long} where nothing is known. */
    private record Interval(long low, long high) {
        boolean isInt() {
            return low >= Integer.MIN_VALUE && high <= Integer.MAX_VALUE;
        }
    }

    private Reach(Kernel kernel, long[] elements) {
        this.kernel = kernel;
        this.elements = elements;
    }

    /**
     * Looks for an access that may fall outside.
     *
     * @param elements how many elements each buffer of the kernel has, in order
     * @param arguments values of the kernel's parameters, in order
     * @return what may fall outside, or empty when nothing can
     */
    public static Optional<String> violation(Kernel kernel, long[] elements, int[] arguments) {
        Reach reach = new Reach(kernel, elements);
        for (int i = 0; i < arguments.length; i++) {
            reach.bounds.put(kernel.parameters().get(i), Bounds.of(arguments[i]));
        }
        reach.findAccumulators(kernel.body());
        reach.block(kernel.body());
        return reach.violation.isEmpty() ? Optional.empty() : Optional.of(reach.violation);
    }

    private void findAccumulators(List<Stmt> body) {
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.Assign(Var variable, Expr value) -> accumulators.add(variable);
                case Stmt.For loop -> findAccumulators(loop.body());
                case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) -> {
                    findAccumulators(then);
                    findAccumulators(otherwise);
                }
                case Stmt.Let l -> {
                }
                case Stmt.Store s -> {
                }
                case Stmt.Require r -> {
                }
            }
        }
    }

    private void block(List<Stmt> body) {
        int outer = unknowns.size();
        statements(body);
        while (unknowns.size() > outer) {
            unknowns.removeLast();
        }
    }

    private void statements(List<Stmt> body) {
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.Let(Var variable, Expr value) -> {
                    loads(value);
                    if (variable.type().lanes() == 1 && variable.type().scalar().isInteger() && !accumulators.contains(variable)) {
                        Bounds bound = bound(value);
                        bounds.put(variable, bound.isExact() ? bound : unknown(bound));
                    }
                }
                case Stmt.Assign(Var variable, Expr value) -> loads(value);
                case Stmt.Store(Buffer buffer, Expr index, Expr value, Optional<Expr> active) -> {
                    loads(index);
                    loads(value);
                    active.ifPresent(this::loads);
                    access(buffer, index, value.type().lanes(), active);
                }
                case Stmt.Require(Expr condition, String message) -> loads(condition);
                case Stmt.For loop -> loop(loop);
                case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) -> {
                    loads(condition);
                    Map<Var, Bounds> before = new HashMap<>(bounds);
                    assume(condition);
                    block(then);
                    bounds.putAll(before);
                    block(otherwise);
                }
            }
        }
    }

    private void loop(Stmt.For loop) {
        loads(loop.start());
        loads(loop.end());
        Bounds start = exact(loop.start());
        Bounds end = exact(loop.end());
        if (interval(end).high() <= interval(start).low()) {
            return;
        }
        List<Affine> last = new ArrayList<>();
        end.upper().forEach(form -> last.add(form.plus(Affine.of(-1))));
        bounds.put(loop.variable(), unknown(new Bounds(last, start.lower())));
        block(loop.body());
        unknowns.removeLast();
    }

    /** A value that is only known to lie between bounds; it cancels itself out where it is added and subtracted. */
    private Bounds unknown(Bounds between) {
        List<Affine> itself = List.of(Affine.variable(unknowns.size()));
        unknowns.add(between);
        return new Bounds(itself, itself);
    }

    /** Narrows the variables that a condition compares. */
    private void assume(Expr condition) {
        switch (condition) {
            case Expr.Binary(BinaryOp op, Expr left, Expr right) when op == BinaryOp.AND -> {
                assume(left);
                assume(right);
            }
            case Expr.Compare(CompareOp op, Expr left, Expr right) when op == CompareOp.LT || op == CompareOp.LE -> {
                int strict = op == CompareOp.LT ? 1 : 0;
                if (left instanceof Var variable && bounds.containsKey(variable)) {
                    List<Affine> upper = new ArrayList<>(bounds.get(variable).upper());
                    exact(right).upper().forEach(form -> upper.add(form.plus(Affine.of(-strict))));
                    bounds.put(variable, new Bounds(upper, bounds.get(variable).lower()));
                }
                if (right instanceof Var variable && bounds.containsKey(variable)) {
                    List<Affine> lower = new ArrayList<>(bounds.get(variable).lower());
                    exact(left).lower().forEach(form -> lower.add(form.plus(Affine.of(strict))));
                    bounds.put(variable, new Bounds(bounds.get(variable).upper(), lower));
                }
            }
            default -> {
            }
        }
    }

    private void loads(Expr expr) {
        expr.operands().forEach(this::loads);
        if (expr instanceof Expr.Load(Buffer buffer, Expr index, int lanes, Optional<Expr> active)) {
            access(buffer, index, lanes, active);
        }
    }

    private void access(Buffer buffer, Expr index, int lanes, Optional<Expr> active) {
        long size = buffer.role() == Buffer.Role.LOCAL ? buffer.size() : elements[kernel.buffers().indexOf(buffer)];
        Interval first = interval(bound(index));
        long end = first.high() == Long.MAX_VALUE ? Long.MAX_VALUE : first.high() + lanes;
        if (active.isPresent()) {
            Interval last = interval(bound(new Expr.Binary(BinaryOp.ADD, index, active.get())));
            end = Math.min(end, last.high());
            if (interval(bound(active.get())).high() <= 0) {
                return;
            }
        }
        if ((first.low() < 0 || end > size) && violation.isEmpty()) {
            violation = "kernel " + kernel.name() + " may reach elements " + show(first.low()) + " to " + show(end) + " of buffer " + buffer
                + ", which has " + size + ": index " + Printer.show(index);
        }
    }

    private static String show(long bound) {
        return bound == Long.MIN_VALUE || bound == Long.MAX_VALUE ? "?" : Long.toString(bound);
    }

    private Bounds bound(Expr expr) {
        return switch (expr) {
            case Expr.Const(Type type, long bits) when type.scalar() == Scalar.I32 -> Bounds.of((int) bits);
            case Expr.Const(Type type, long bits) when type.scalar() == Scalar.I64 -> Bounds.of(bits);
            case Var v -> bounds.getOrDefault(v, Bounds.UNKNOWN);
            case Expr.Load(Buffer buffer, Expr index, int lanes, Optional<Expr> active) -> switch (buffer.dtype()) {
                case BOOL, U8 -> Bounds.between(0, 255);
                case I8 -> Bounds.between(-128, 127);
                case U16 -> Bounds.between(0, 65535);
                case I16 -> Bounds.between(-32768, 32767);
                default -> Bounds.UNKNOWN;
            };
            case Expr.Binary(BinaryOp op, Expr left, Expr right) -> switch (op) {
                case ADD -> add(bound(left), bound(right), 1);
                case SUB -> add(bound(left), bound(right), -1);
                case MUL -> multiply(bound(left), bound(right));
                case MIN -> {
                    Bounds a = exact(left);
                    Bounds b = exact(right);
                    yield new Bounds(join(a.upper(), b.upper()), extreme(interval(a).low(), interval(b).low(), false));
                }
                case MAX -> {
                    Bounds a = exact(left);
                    Bounds b = exact(right);
                    yield new Bounds(extreme(interval(a).high(), interval(b).high(), true), join(a.lower(), b.lower()));
                }
                case DIV, REM, AND, SHL, SHR, SHRU, DIVU, REMU -> nonlinear(op, interval(bound(left)), interval(bound(right)));
                case OR, XOR -> Bounds.UNKNOWN;
            };
            case Expr.Select(Expr condition, Expr yes, Expr no) -> {
                Interval a = interval(exact(yes));
                Interval b = interval(exact(no));
                yield between(Math.min(a.low(), b.low()), Math.max(a.high(), b.high()));
            }
            case Expr.Cast(Scalar to, Expr value) when to.isInteger() && value.type().scalar().isInteger() -> {
                Bounds inner = bound(value);
                yield to == Scalar.I64 || interval(inner).isInt() ? inner : Bounds.UNKNOWN;
            }
            default -> Bounds.UNKNOWN;
        };
    }

    /**
     * Bounds of the number that the machine computes, which is another than the sum or product that was written when that does not
     * fit 32 bits. Sums of sums may wrap around and back; what compares numbers may not.
     */
    private Bounds exact(Expr expr) {
        Bounds bound = bound(expr);
        return expr.type().scalar() != Scalar.I32 || interval(bound).isInt() ? bound
            : Bounds.between(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static Bounds between(long low, long high) {
        return new Bounds(high == Long.MAX_VALUE ? List.of() : List.of(Affine.of(high)),
            low == Long.MIN_VALUE ? List.of() : List.of(Affine.of(low)));
    }

    private static List<Affine> join(List<Affine> a, List<Affine> b) {
        List<Affine> all = new ArrayList<>(a);
        all.addAll(b);
        return all.size() > MOST_CANDIDATES ? all.subList(0, MOST_CANDIDATES) : all;
    }

    private static List<Affine> extreme(long a, long b, boolean largest) {
        long unknown = largest ? Long.MAX_VALUE : Long.MIN_VALUE;
        return a == unknown || b == unknown ? List.of() : List.of(Affine.of(largest ? Math.max(a, b) : Math.min(a, b)));
    }

    private static Bounds add(Bounds a, Bounds b, int sign) {
        return new Bounds(sums(a.upper(), sign > 0 ? b.upper() : b.lower(), sign), sums(a.lower(), sign > 0 ? b.lower() : b.upper(), sign));
    }

    private static List<Affine> sums(List<Affine> a, List<Affine> b, int sign) {
        List<Affine> sums = new ArrayList<>();
        for (Affine x : a) {
            for (Affine y : b) {
                if (sums.size() < MOST_CANDIDATES) {
                    sums.add(x.plus(y.times(sign)));
                }
            }
        }
        return sums;
    }

    private Bounds multiply(Bounds a, Bounds b) {
        Interval x = interval(a);
        Interval y = interval(b);
        if (y.low() == y.high()) {
            return scale(a, y.low());
        }
        if (x.low() == x.high()) {
            return scale(b, x.low());
        }
        if (!x.isInt() || !y.isInt()) {
            return Bounds.UNKNOWN;
        }
        long[] corners = {x.low() * y.low(), x.low() * y.high(), x.high() * y.low(), x.high() * y.high()};
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        for (long corner : corners) {
            low = Math.min(low, corner);
            high = Math.max(high, corner);
        }
        return Bounds.between(low, high);
    }

    private static Bounds scale(Bounds bounds, long factor) {
        if (factor == 0) {
            return Bounds.of(0);
        }
        List<Affine> upper = new ArrayList<>();
        List<Affine> lower = new ArrayList<>();
        bounds.upper().forEach(form -> upper.add(form.times(factor)));
        bounds.lower().forEach(form -> lower.add(form.times(factor)));
        return factor > 0 ? new Bounds(upper, lower) : new Bounds(lower, upper);
    }

    /** Operations whose operands must not have wrapped around. */
    private static Bounds nonlinear(BinaryOp op, Interval x, Interval y) {
        if (op == BinaryOp.AND && y.low() >= 0 && y.high() <= Integer.MAX_VALUE) {
            return Bounds.between(0, y.high());
        }
        if (!x.isInt() || !y.isInt() || y.low() < 0) {
            return Bounds.UNKNOWN;
        }
        boolean natural = x.low() >= 0;
        return switch (op) {
            case DIV -> y.low() > 0 ? Bounds.between(natural ? x.low() / y.high() : x.low(), natural ? x.high() / y.low() : Math.max(x.high(), 0))
                : Bounds.between(Math.min(x.low(), 0), Math.max(x.high(), 0));
            case REM -> natural ? Bounds.between(0, Math.max(0, Math.min(x.high(), y.high() - 1)))
                : Bounds.between(Math.min(0, -y.high() + 1), Math.max(0, y.high() - 1));
            case DIVU -> natural ? Bounds.between(0, x.high()) : Bounds.UNKNOWN;
            case REMU -> Bounds.between(0, Math.max(0, y.high() - 1));
            case SHL -> y.low() == y.high() && y.high() < 31 ? Bounds.between(x.low() << y.high(), x.high() << y.high()) : Bounds.UNKNOWN;
            case SHR -> y.low() == y.high() && y.high() < 32 ? Bounds.between(x.low() >> y.high(), x.high() >> y.high()) : Bounds.UNKNOWN;
            case SHRU -> natural && y.low() == y.high() && y.high() < 32 ? Bounds.between(x.low() >> y.high(), x.high() >> y.high())
                : Bounds.UNKNOWN;
            default -> Bounds.UNKNOWN;
        };
    }

    private Interval interval(Bounds bounds) {
        long low = Long.MIN_VALUE;
        for (Affine form : bounds.lower()) {
            low = Math.max(low, eliminate(form, false));
        }
        long high = Long.MAX_VALUE;
        for (Affine form : bounds.upper()) {
            high = Math.min(high, eliminate(form, true));
        }
        return new Interval(low, high);
    }

    /** The best constant bound of a form: each variable is replaced by the bounds of its loop, innermost first. */
    private long eliminate(Affine form, boolean upper) {
        int variable = form.innermost();
        if (variable < 0) {
            return form.constant();
        }
        boolean takeUpper = upper == form.coefficients()[variable] > 0;
        long best = upper ? Long.MAX_VALUE : Long.MIN_VALUE;
        for (Affine by : takeUpper ? unknowns.get(variable).upper() : unknowns.get(variable).lower()) {
            long value = eliminate(form.replace(variable, by), upper);
            best = upper ? Math.min(best, value) : Math.max(best, value);
        }
        return best;
    }
}
