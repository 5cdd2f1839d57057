package io.coracle.format.onnx;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The names that can be read in a graph or in a function's body, and the value each stands for. A subgraph sees the names of
 * the graphs around it; a function's body sees only its own.
 */
final class Scope {
    private final Optional<Scope> outer;
    private final Map<String, String> values = new HashMap<>();

    private Scope(Optional<Scope> outer) {
        this.outer = outer;
    }

    static Scope alone() {
        return new Scope(Optional.empty());
    }

    static Scope within(Scope outer) {
        return new Scope(Optional.of(outer));
    }

    /** Whether this scope itself, without those around it, has the name. */
    boolean declares(String name) {
        return values.containsKey(name);
    }

    void declare(String name, String value) {
        values.put(name, value);
    }

    /** The value of a name; the empty string when it stands for an optional input that a call leaves out. */
    Optional<String> find(String name) {
        Scope scope = this;
        while (true) {
            String value = scope.values.get(name);
            if (value != null) {
                return Optional.of(value);
            }
            if (scope.outer.isEmpty()) {
                return Optional.empty();
            }
            scope = scope.outer.get();
        }
    }
}
