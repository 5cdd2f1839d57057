package io.coracle.jvm.x86;

import io.coracle.kernel.Expr.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A block of code under construction, and the values that are known in it. In front of every loop stands a {@link Kind#GUARD}: it runs
 * once, and only if the loop runs at all, so what does not change in the loop is computed there.
 */
final class Scope {
    /** What a block is to the one around it. */
    enum Kind { ROOT, GUARD, LOOP, BRANCH }

    final Optional<Scope> parent;
    final Kind kind;
    final List<Ins> code = new ArrayList<>();
    /** Steps at the end of each round of a loop. */
    final List<Ins> advance = new ArrayList<>();
    final Map<Object, Integer> known = new HashMap<>();
    /** Variables that change while the loop behind a guard runs. */
    final Set<Var> changing;
    /** Of a loop: its variable, and what it grows by. */
    final Optional<Var> variable;
    final int step;

    private Scope(Optional<Scope> parent, Kind kind, Set<Var> changing, Optional<Var> variable, int step) {
        this.parent = parent;
        this.kind = kind;
        this.changing = changing;
        this.variable = variable;
        this.step = step;
    }

    static Scope root() {
        return new Scope(Optional.empty(), Kind.ROOT, Set.of(), Optional.empty(), 0);
    }

    Scope branch() {
        return new Scope(Optional.of(this), Kind.BRANCH, Set.of(), Optional.empty(), 0);
    }

    Scope guard(Set<Var> changing) {
        return new Scope(Optional.of(this), Kind.GUARD, changing, Optional.empty(), 0);
    }

    Scope loop(Var loopVariable, int growth) {
        return new Scope(Optional.of(this), Kind.LOOP, Set.of(), Optional.of(loopVariable), growth);
    }

    boolean isInside(Scope other) {
        for (Optional<Scope> scope = Optional.of(this); scope.isPresent(); scope = scope.get().parent) {
            if (scope.get() == other) {
                return true;
            }
        }
        return false;
    }

    /** What is known of a value here or further out; -1 where nothing is. */
    int find(Object key) {
        for (Optional<Scope> scope = Optional.of(this); scope.isPresent(); scope = scope.get().parent) {
            Integer value = scope.get().known.get(key);
            if (value != null) {
                return value;
            }
        }
        return -1;
    }
}
