package io.coracle.jvm.x86;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Scalar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * An integer as a sum of products: {@code constant + sum of coefficient * atoms}. Atoms are variables and whatever is not a sum or a
 * product. Addresses are computed from it in 64 bits, so nothing wraps around that the kernel's reach was not checked for.
 */
record Polynomial(long constant, Map<List<Expr>, Long> terms) {
    private static final int MOST_TERMS = 8;

    static Polynomial of(long constant) {
        return new Polynomial(constant, Map.of());
    }

    private static Polynomial atom(Expr atom) {
        return new Polynomial(0, Map.of(List.of(atom), 1L));
    }

    /** @param named the polynomials of variables that stand for a sum or a product; an atom gives itself */
    static Polynomial of(Expr expr, Function<Var, Polynomial> named) {
        return switch (expr) {
            case Expr.Const(var type, long bits) -> of((int) bits);
            case Var v -> named.apply(v);
            case Expr.Binary(BinaryOp op, Expr left, Expr right) when isRing(op) -> {
                Polynomial a = of(left, named);
                Polynomial b = of(right, named);
                Polynomial result = switch (op) {
                    case ADD -> a.plus(b, 1);
                    case SUB -> a.plus(b, -1);
                    default -> a.times(b);
                };
                yield result.terms.size() > MOST_TERMS ? atom(expr) : result;
            }
            case Expr.Binary(BinaryOp op, Expr left, Expr.Const(var type, long count)) when op == BinaryOp.SHL && (count & 31) < 16 ->
                of(left, named).times(of(1L << (count & 31)));
            default -> atom(expr);
        };
    }

    static Polynomial atom(Var v) {
        return atom((Expr) v);
    }

    static boolean isSum(Expr expr) {
        return expr instanceof Expr.Binary(BinaryOp op, Expr left, Expr right) && isRing(op) && expr.type().scalar() == Scalar.I32
            && expr.type().lanes() == 1;
    }

    private static boolean isRing(BinaryOp op) {
        return op == BinaryOp.ADD || op == BinaryOp.SUB || op == BinaryOp.MUL;
    }

    Polynomial plus(Polynomial other, long factor) {
        Map<List<Expr>, Long> sum = new LinkedHashMap<>(terms);
        other.terms.forEach((atoms, coefficient) -> sum.merge(atoms, coefficient * factor, Long::sum));
        sum.values().removeIf(c -> c == 0);
        return new Polynomial(constant + other.constant * factor, sum);
    }

    Polynomial times(Polynomial other) {
        Map<List<Expr>, Long> product = new LinkedHashMap<>();
        terms.forEach((a, x) -> {
            if (other.constant != 0) {
                product.merge(a, x * other.constant, Long::sum);
            }
            other.terms.forEach((b, y) -> product.merge(join(a, b), x * y, Long::sum));
        });
        if (constant != 0) {
            other.terms.forEach((b, y) -> product.merge(b, constant * y, Long::sum));
        }
        product.values().removeIf(c -> c == 0);
        return new Polynomial(constant * other.constant, product);
    }

    private static List<Expr> join(List<Expr> a, List<Expr> b) {
        List<Expr> all = new ArrayList<>(a);
        all.addAll(b);
        all.sort(Comparator.comparingInt(Polynomial::order));
        return List.copyOf(all);
    }

    /** One order for equal products: variables by number, other atoms by their hash. */
    private static int order(Expr atom) {
        return atom instanceof Var v ? v.id() : atom.hashCode() | Integer.MIN_VALUE;
    }
}
