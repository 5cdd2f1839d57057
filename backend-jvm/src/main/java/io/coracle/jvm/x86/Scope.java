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
    private final Map<Key, Integer> known = new HashMap<>();
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

    /** Whatever names a value, with its hash: that of a long expression takes long. */
    private record Key(Object name, int hash) {
        static Key of(Object name) {
            return new Key(name, name.hashCode());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.hash == hash && key.name.equals(name);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** The value with a name, here or further out; -1 where there is none. */
    int find(Object name) {
        Key key = Key.of(name);
        for (Optional<Scope> scope = Optional.of(this); scope.isPresent(); scope = scope.get().parent) {
            Integer value = scope.get().known.get(key);
            if (value != null) {
                return value;
            }
        }
        return -1;
    }

    void know(Object name, int value) {
        known.put(Key.of(name), value);
    }
}
