package io.coracle.op;

import io.coracle.graph.Node;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The operators that are known, by domain and name. */
public final class OperatorSet {
    /** By domain, then by name. */
    private final Map<String, Map<String, Function<Attributes, Operator>>> factories = new HashMap<>();

    private OperatorSet(Map<String, Map<String, Function<Attributes, Operator>>> factories) {
        factories.forEach((domain, named) -> this.factories.put(domain, new HashMap<>(named)));
    }

    /** Collects operators; each package of operators adds its own. */
    public static final class Builder {
        private final Map<String, Map<String, Function<Attributes, Operator>>> factories = new HashMap<>();

        /** Adds an operator of the default ONNX set. The factory may throw {@link OperatorException} for attributes it rejects. */
        public Builder add(String name, Function<Attributes, Operator> factory) {
            return add("", name, factory);
        }

        public Builder add(String domain, String name, Function<Attributes, Operator> factory) {
            if (factories.computeIfAbsent(domain, d -> new HashMap<>()).put(name, factory) != null) {
                throw new IllegalStateException("operator " + name + " is there twice");
            }
            return this;
        }

        public OperatorSet build() {
            return new OperatorSet(factories);
        }
    }

    /** Whether there is an operator for this node; its attributes may still be ones that it rejects. */
    public boolean knows(Node node) {
        return factory(node) != null;
    }

    /** The operator of a node, or empty when there is none. Throws {@link OperatorException} for attributes it rejects. */
    public Optional<Operator> find(Node node) {
        return Optional.ofNullable(factory(node)).map(f -> f.apply(new Attributes(node)));
    }

    private Function<Attributes, Operator> factory(Node node) {
        Map<String, Function<Attributes, Operator>> named = factories.get(node.domain());
        return named == null ? null : named.get(node.operator());
    }

    /** Every known operator as {@code domain:name}, sorted; the default ONNX set has an empty domain. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        factories.forEach((domain, named) -> named.keySet().forEach(name -> names.add(domain + ":" + name)));
        return names;
    }
}
