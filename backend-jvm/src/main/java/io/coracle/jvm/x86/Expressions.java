package io.coracle.jvm.x86;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Type;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Computes expressions: decides where (in front of the outermost loop in which an expression does not change), finds what has been
 * computed before, and leaves the instructions to {@link Integers}, {@link Floats}, {@link Vectors}, {@link Booleans} and {@link Accesses}.
 */
final class Expressions {
    /** Lets the value be a new one, or one that is known already. */
    static final int ANY = -1;

    private final Writer to;
    private final Set<Var> mutable;
    private final Map<Var, Integer> variables = new HashMap<>();
    private final Map<Var, Scope> homes = new HashMap<>();
    private final Set<Var> wide = new HashSet<>();
    private final Map<Expr, Facts> facts = new IdentityHashMap<>();
    final Addresses addresses;
    private final Integers integers;
    private final Floats floats;
    private final Vectors vectors;
    private final Booleans booleans;
    final Accesses accesses;

    /** What an expression depends on. */
    private record Facts(Set<Var> variables, boolean loads, boolean loadsWritten) {
        Facts and(Facts other) {
            return new Facts(union(variables, other.variables), loads || other.loads, loadsWritten || other.loadsWritten);
        }

        /** Mostly one holds the other. */
        private static Set<Var> union(Set<Var> some, Set<Var> others) {
            if (some.containsAll(others)) {
                return some;
            }
            if (others.containsAll(some)) {
                return others;
            }
            Set<Var> all = new HashSet<>(some);
            all.addAll(others);
            return all;
        }
    }

    private static final Facts NONE = new Facts(Set.of(), false, false);

    /** @param mutable variables that are assigned somewhere */
    Expressions(Writer to, Set<Var> mutable) {
        this.to = to;
        this.mutable = mutable;
        addresses = new Addresses(to, this);
        integers = new Integers(to, this);
        floats = new Floats(to, this);
        accesses = new Accesses(to, this);
        vectors = new Vectors(to, this);
        booleans = new Booleans(to, this);
    }

    // Variables.

    /** Names a value in the block under construction. */
    void bind(Var variable, int value) {
        variables.put(variable, value);
        homes.put(variable, to.scope);
    }

    /** Names a value whose register holds 64 bits with the sign. */
    void bindWide(Var variable, int value) {
        bind(variable, value);
        wide.add(variable);
    }

    boolean isWide(Var variable) {
        return wide.contains(variable);
    }

    boolean isMutable(Var variable) {
        return mutable.contains(variable);
    }

    int variable(Var variable) {
        return variables.get(variable);
    }

    void let(Var variable, Expr value) {
        if (mutable.contains(variable)) {
            int own = fresh(variable.type());
            value(value, own);
            bind(variable, own);
            return;
        }
        if (Polynomial.isSum(value) && isStable(List.of(value))) {
            addresses.named(variable, value);
        }
        boolean copies = value instanceof Var v && mutable.contains(v);
        if (copies) {
            int own = fresh(variable.type());
            to.copy(own, value(value));
            bind(variable, own);
            return;
        }
        bind(variable, value(value));
        if (value instanceof Var v && wide.contains(v)) {
            wide.add(variable);
        }
    }

    /** A new value of a type. */
    int fresh(Type type) {
        if (type.lanes() > 1) {
            return type.scalar() == Scalar.BOOL && to.isa.masks ? to.values.mask() : to.vector();
        }
        return type.scalar().isFloat() ? to.vector(Width.X) : to.general();
    }

    // Where expressions are computed.

    private Facts facts(Expr expr) {
        Facts known = facts.get(expr);
        if (known == null) {
            known = switch (expr) {
                case Var v -> new Facts(Set.of(v), false, false);
                case Expr.Load load -> facts(load.operands()).and(new Facts(Set.of(), true, load.buffer().isWritten()));
                default -> facts(expr.operands());
            };
            facts.put(expr, known);
        }
        return known;
    }

    private Facts facts(List<Expr> all) {
        Facts result = NONE;
        for (Expr expr : all) {
            result = result.and(facts(expr));
        }
        return result;
    }

    /** Whether an expression has one value wherever its variables are known. */
    boolean isStable(List<Expr> all) {
        return isStable(facts(all));
    }

    private boolean isStable(Facts of) {
        if (of.loadsWritten) {
            return false;
        }
        for (Var v : of.variables) {
            if (mutable.contains(v)) {
                return false;
            }
        }
        return true;
    }

    /** The block, this one or a guard around it, in which expressions are best computed. */
    Scope home(List<Expr> all) {
        return home(facts(all));
    }

    private Scope home(Facts of) {
        Scope best = to.scope;
        if (of.loadsWritten) {
            return best;
        }
        for (Scope s = to.scope; s.parent.isPresent(); s = s.parent.get()) {
            if (s.kind == Scope.Kind.GUARD && s != best) {
                if (!isVisible(of, s)) {
                    break;
                }
                best = s;
                if (of.loads) {
                    break;
                }
            }
            if (s.kind == Scope.Kind.BRANCH && of.loads) {
                break;
            }
        }
        return best;
    }

    private boolean isVisible(Facts of, Scope guard) {
        for (Var v : of.variables) {
            if (!guard.isInside(homes.get(v)) || guard.changing.contains(v)) {
                return false;
            }
        }
        return true;
    }

    // Values.

    int value(Expr expr) {
        return value(expr, ANY);
    }

    /** Computes an expression into a value, or into whichever the answer names. */
    int value(Expr expr, int into) {
        if (expr instanceof Var v) {
            int value = variables.get(v);
            if (into != ANY) {
                to.copy(into, value);
                return into;
            }
            return value;
        }
        Facts of = facts(expr);
        Scope home = home(of);
        if (home != to.scope) {
            int known = to.scope.find(expr);
            if (known < 0) {
                Scope here = to.scope;
                to.scope = home;
                known = select(expr, ANY);
                home.know(expr, known);
                to.scope = here;
            }
            if (into != ANY) {
                to.copy(into, known);
                return into;
            }
            return known;
        }
        if (into != ANY) {
            return select(expr, into);
        }
        boolean shared = isStable(of) && !of.loads && !(expr instanceof Expr.Const);
        int known = shared ? to.scope.find(expr) : -1;
        if (known >= 0) {
            return known;
        }
        int value = select(expr, ANY);
        if (shared) {
            to.scope.know(expr, value);
        }
        return value;
    }

    /** An operand that may stay in memory: loads of whole vectors and scalars need no register. */
    Source operand(Expr expr) {
        if (expr instanceof Expr.Load load && home(facts(expr)) == to.scope && accesses.isOperand(load)) {
            return addresses.place(load.buffer(), load.index());
        }
        return new Source.Value(value(expr));
    }

    private int select(Expr expr, int into) {
        Type type = expr.type();
        if (expr instanceof Expr.Load load) {
            int target = into == ANY ? fresh(type) : into;
            accesses.load(load, target);
            return target;
        }
        if (type.lanes() > 1 && type.scalar() == Scalar.BOOL) {
            return booleans.select(expr, into);
        }
        if (type.lanes() > 1 || expr instanceof Expr.Reduce) {
            return vectors.select(expr, into);
        }
        if (type.scalar().isFloat()) {
            return floats.select(expr, into);
        }
        return integers.select(expr, into);
    }

    Integers integers() {
        return integers;
    }

    Booleans booleans() {
        return booleans;
    }

    Vectors vectors() {
        return vectors;
    }
}
