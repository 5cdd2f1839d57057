package io.coracle.kernel;

import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.CompareOp;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Outline.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The proof of {@link Reach} for one call. Indexes are bounded by affine forms of the loop variables, which are then eliminated from the
 * innermost loop outward; what is not affine (division, loaded indexes) is bounded by an interval.
 *
 * <p>All numbers are integers held as doubles, because 64-bit integers are slow in JavaScript. What is beyond 2^53 is not known.
 */
final class Proof {
    private static final int MOST_CANDIDATES = 6;

    private final Kernel kernel;
    private final long[] elements;
    private final Map<Var, Bounds> bounds = new HashMap<>();
    /** Loop variables, and named values that are no affine form of them, in the order they are named. */
    private final List<Bounds> unknowns = new ArrayList<>();
    private String violation = "";

    /** Forms that are never smaller, and forms that are never larger, than a value. An empty list says nothing is known. */
    private record Bounds(List<Affine> upper, List<Affine> lower) {
        static final Bounds UNKNOWN = new Bounds(List.of(), List.of());

        static Bounds of(double value) {
            return exact(Affine.of(value));
        }

        static Bounds exact(Affine form) {
            List<Affine> itself = List.of(form);
            return new Bounds(itself, itself);
        }

        static Bounds between(double low, double high) {
            return new Bounds(Affine.isExact(high) ? List.of(Affine.of(high)) : List.of(), Affine.isExact(low) ? List.of(Affine.of(low)) : List.of());
        }

        boolean isExact() {
            return upper.size() == 1 && (upper == lower || upper.equals(lower));
        }
    }

    /** The smallest and largest value; infinite where nothing is known. */
    private record Interval(double low, double high) {
        boolean isInt() {
            return low >= Integer.MIN_VALUE && high <= Integer.MAX_VALUE;
        }
    }

    Proof(Kernel kernel, long[] elements, int[] arguments) {
        this.kernel = kernel;
        this.elements = elements;
        for (int i = 0; i < arguments.length; i++) {
            bounds.put(kernel.parameters().get(i), Bounds.of(arguments[i]));
        }
    }

    Optional<String> violation(Outline outline) {
        block(outline.parts);
        return violation.isEmpty() ? Optional.empty() : Optional.of(violation);
    }

    private void block(List<Part> parts) {
        int outer = unknowns.size();
        for (Part part : parts) {
            switch (part) {
                case Part.Name(Var variable, Expr value) -> {
                    Bounds bound = bound(value);
                    bounds.put(variable, bound.isExact() ? bound : unknown(bound));
                }
                case Part.Access access -> access(access);
                case Part.Loop loop -> loop(loop);
                case Part.Branch(Expr condition, List<Part> then, List<Part> otherwise) -> {
                    Map<Var, Bounds> before = new HashMap<>(bounds);
                    assume(condition);
                    block(then);
                    bounds.putAll(before);
                    block(otherwise);
                }
            }
        }
        while (unknowns.size() > outer) {
            unknowns.removeLast();
        }
    }

    private void loop(Part.Loop loop) {
        Bounds start = exact(loop.start());
        Bounds end = exact(loop.end());
        if (interval(end).high() <= interval(start).low()) {
            return;
        }
        List<Affine> last = new ArrayList<>();
        end.upper().forEach(form -> last.add(form.plus(-1)));
        bounds.put(loop.variable(), unknown(new Bounds(last, start.lower())));
        block(loop.body());
        unknowns.removeLast();
    }

    /** A value that is only known to lie between bounds; it cancels itself out where it is added and subtracted. */
    private Bounds unknown(Bounds between) {
        unknowns.add(between);
        return Bounds.exact(Affine.variable(unknowns.size() - 1));
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
                    exact(right).upper().forEach(form -> upper.add(form.plus(-strict)));
                    bounds.put(variable, new Bounds(upper, bounds.get(variable).lower()));
                }
                if (right instanceof Var variable && bounds.containsKey(variable)) {
                    List<Affine> lower = new ArrayList<>(bounds.get(variable).lower());
                    exact(left).lower().forEach(form -> lower.add(form.plus(strict)));
                    bounds.put(variable, new Bounds(bounds.get(variable).upper(), lower));
                }
            }
            default -> {
            }
        }
    }

    private void access(Part.Access access) {
        Buffer buffer = access.buffer();
        double size = buffer.role() == Buffer.Role.LOCAL ? buffer.size() : elements[kernel.buffers().indexOf(buffer)];
        Interval first = interval(bound(access.index()));
        double end = first.high() + access.lanes();
        if (access.active().isPresent()) {
            Expr active = access.active().get();
            end = Math.min(end, interval(bound(new Expr.Binary(BinaryOp.ADD, access.index(), active))).high());
            if (interval(bound(active)).high() <= 0) {
                return;
            }
        }
        if ((first.low() < 0 || end > size) && violation.isEmpty()) {
            violation = "kernel " + kernel.name() + " may reach elements " + show(first.low()) + " to " + show(end) + " of buffer " + buffer
                + ", which has " + show(size) + ": index " + Printer.show(access.index());
        }
    }

    private static String show(double bound) {
        return Double.isInfinite(bound) ? "?" : Long.toString((long) bound);
    }

    private Bounds bound(Expr expr) {
        return switch (expr) {
            case Expr.Const(Type type, long bits) when type.scalar() == Scalar.I32 -> Bounds.of((int) bits);
            case Expr.Const(Type type, long bits) when type.scalar() == Scalar.I64 -> Bounds.between(bits, bits);
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
                yield Bounds.between(Math.min(a.low(), b.low()), Math.max(a.high(), b.high()));
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

    private static List<Affine> join(List<Affine> a, List<Affine> b) {
        List<Affine> all = new ArrayList<>(a);
        all.addAll(b);
        return all.size() > MOST_CANDIDATES ? all.subList(0, MOST_CANDIDATES) : all;
    }

    private static List<Affine> extreme(double a, double b, boolean largest) {
        double extreme = largest ? Math.max(a, b) : Math.min(a, b);
        return Double.isInfinite(a) || Double.isInfinite(b) ? List.of() : List.of(Affine.of(extreme));
    }

    private static Bounds add(Bounds a, Bounds b, int sign) {
        if (a.isExact() && b.isExact()) {
            return Bounds.exact(a.upper().getFirst().plus(b.upper().getFirst(), sign));
        }
        return new Bounds(sums(a.upper(), sign > 0 ? b.upper() : b.lower(), sign), sums(a.lower(), sign > 0 ? b.lower() : b.upper(), sign));
    }

    private static List<Affine> sums(List<Affine> a, List<Affine> b, int sign) {
        List<Affine> sums = new ArrayList<>();
        for (Affine x : a) {
            for (Affine y : b) {
                if (sums.size() < MOST_CANDIDATES) {
                    sums.add(x.plus(y, sign));
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
        double[] corners = {x.low() * y.low(), x.low() * y.high(), x.high() * y.low(), x.high() * y.high()};
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double corner : corners) {
            low = Math.min(low, corner);
            high = Math.max(high, corner);
        }
        return Bounds.between(low, high);
    }

    private static Bounds scale(Bounds bounds, double factor) {
        if (factor == 0) {
            return Bounds.of(0);
        }
        if (bounds.isExact()) {
            return Bounds.exact(bounds.upper().getFirst().times(factor));
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
        boolean one = y.low() == y.high();
        int shift = (int) y.high();
        return switch (op) {
            case DIV -> y.low() > 0 ? Bounds.between(natural ? quotient(x.low(), y.high()) : x.low(),
                natural ? quotient(x.high(), y.low()) : Math.max(x.high(), 0)) : Bounds.between(Math.min(x.low(), 0), Math.max(x.high(), 0));
            case REM -> natural ? Bounds.between(0, Math.max(0, Math.min(x.high(), y.high() - 1)))
                : Bounds.between(Math.min(0, -y.high() + 1), Math.max(0, y.high() - 1));
            case DIVU -> natural ? Bounds.between(0, x.high()) : Bounds.UNKNOWN;
            case REMU -> Bounds.between(0, Math.max(0, y.high() - 1));
            case SHL -> one && shift < 31 ? Bounds.between(x.low() * (1 << shift), x.high() * (1 << shift)) : Bounds.UNKNOWN;
            case SHR -> one && shift < 32 ? Bounds.between((int) x.low() >> shift, (int) x.high() >> shift) : Bounds.UNKNOWN;
            case SHRU -> natural && one && shift < 32 ? Bounds.between((int) x.low() >> shift, (int) x.high() >> shift) : Bounds.UNKNOWN;
            default -> Bounds.UNKNOWN;
        };
    }

    /** Of two natural numbers that fit an int. */
    private static int quotient(double x, double y) {
        return (int) x / (int) y;
    }

    private Interval interval(Bounds bounds) {
        double low = Double.NEGATIVE_INFINITY;
        for (Affine form : bounds.lower()) {
            low = Math.max(low, eliminate(form, false));
        }
        double high = Double.POSITIVE_INFINITY;
        for (Affine form : bounds.upper()) {
            high = Math.min(high, eliminate(form, true));
        }
        return new Interval(low, high);
    }

    /** The best constant bound of a form: each variable is replaced by the bounds of its loop, innermost first. */
    private double eliminate(Affine form, boolean upper) {
        double unknown = upper ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        double constant = form.constant();
        double[] coefficients = form.coefficients();
        // Most loops run between constants.
        for (int variable = coefficients.length - 1; variable >= 0; variable--) {
            double coefficient = coefficients[variable];
            if (coefficient == 0) {
                continue;
            }
            List<Affine> bounds = upper == coefficient > 0 ? unknowns.get(variable).upper() : unknowns.get(variable).lower();
            if (bounds.size() != 1 || !bounds.getFirst().isConstant()) {
                return eliminate(variable, new Affine(constant, Arrays.copyOf(coefficients, variable + 1)), bounds, upper);
            }
            constant += coefficient * bounds.getFirst().constant();
            if (!Affine.isExact(constant)) {
                return unknown;
            }
        }
        return Affine.isExact(constant) ? constant : unknown;
    }

    private double eliminate(int variable, Affine form, List<Affine> bounds, boolean upper) {
        double best = upper ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        for (Affine by : bounds) {
            double value = eliminate(form.replace(variable, by), upper);
            best = upper ? Math.min(best, value) : Math.max(best, value);
        }
        return best;
    }
}
