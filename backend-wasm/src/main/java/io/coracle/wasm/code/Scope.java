package io.coracle.wasm.code;

import io.coracle.kernel.Expr.Var;
import io.coracle.wasm.format.Code;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A block of code under construction. While an inner block is written, what does not change in it is added to the block around it,
 * which so far ends where the inner one will begin.
 */
final class Scope {
    enum Kind {
        ROOT,
        /** Runs once before a loop, if the loop runs at all. */
        BEFORE_LOOP,
        /** As above, of a loop that may not run. */
        GUARD,
        /** The body of a loop. */
        LOOP,
        /** A branch of an if. */
        BRANCH
    }

    final Optional<Scope> parent;
    final Kind kind;
    final int depth;
    final Code code = new Code();
    /** Of a loop: what each round ends with. */
    final Code advance = new Code();
    final Optional<Var> variable;
    final int step;
    /** Constants of vectors that were put into locals in front of this loop. */
    int constants;
    /** Of a loop: the variables that its body assigns. */
    private final Set<Var> assigned;
    private final Map<Object, Integer> known = new HashMap<>();

    private Scope(Optional<Scope> parent, Kind kind, Optional<Var> variable, int step, Set<Var> assigned) {
        this.assigned = assigned;
        this.parent = parent;
        this.kind = kind;
        this.depth = parent.isPresent() ? parent.get().depth + 1 : 0;
        this.variable = variable;
        this.step = step;
    }

    static Scope root() {
        return new Scope(Optional.empty(), Kind.ROOT, Optional.empty(), 0, Set.of());
    }

    Scope inner(Kind inner) {
        return new Scope(Optional.of(this), inner, Optional.empty(), 0, Set.of());
    }

    Scope loop(Var counter, int by, Set<Var> changing) {
        return new Scope(Optional.of(this), Kind.LOOP, Optional.of(counter), by, changing);
    }

    /** This scope or the one around it that has this depth. */
    Scope at(int wanted) {
        Scope scope = this;
        while (scope.depth > wanted) {
            scope = scope.parent.get();
        }
        return scope;
    }

    /** The local in which a value lies that was computed here or around, or -1. */
    int find(Object value) {
        for (Scope scope = this; ; scope = scope.parent.get()) {
            Integer local = scope.known.get(value);
            if (local != null) {
                return local;
            }
            if (scope.parent.isEmpty()) {
                return -1;
            }
        }
    }

    void know(Object value, int local) {
        known.put(value, local);
    }

    /**
     * The depth of the block in front of the outermost loop around that does not assign a variable; this block's depth when the innermost
     * loop does, or there is none.
     */
    int steady(Var accumulator) {
        int depth = this.depth;
        for (Scope scope = this; ; scope = scope.parent.get()) {
            if (scope.kind == Kind.LOOP) {
                if (scope.assigned.contains(accumulator)) {
                    return depth;
                }
                depth = scope.depth - 1;
            }
            if (scope.parent.isEmpty()) {
                return depth;
            }
        }
    }

    /** The depth of the innermost block that may not run. */
    int conditional() {
        for (Scope scope = this; ; scope = scope.parent.get()) {
            if (scope.kind == Kind.GUARD || scope.kind == Kind.BRANCH || scope.parent.isEmpty()) {
                return scope.depth;
            }
        }
    }

    /** The depth of the innermost loop's body; 0 outside of loops. */
    int innermostLoop() {
        for (Scope scope = this; ; scope = scope.parent.get()) {
            if (scope.kind == Kind.LOOP || scope.parent.isEmpty()) {
                return scope.depth;
            }
        }
    }
}
