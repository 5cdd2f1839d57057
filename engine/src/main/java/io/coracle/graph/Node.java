package io.coracle.graph;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One application of an operator. Values are named; an empty name stands for an optional input or output that is absent.
 *
 * @param name where an error points, may be empty
 * @param domain the operator set; the default ONNX set is the empty string
 * @param operator the operator's name, for example {@code MatMul}
 * @param version the version of the operator set that the model imports
 */
public record Node(String name, String domain, String operator, int version,
                   List<String> inputs, List<String> outputs, Map<String, Attribute> attributes) {
    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Map.copyOf(attributes);
    }

    /** Whether input {@code i} is given. */
    public boolean has(int i) {
        return i < inputs.size() && !inputs.get(i).isEmpty();
    }

    /** The name of input {@code i}, or the empty string when it is absent. */
    public String input(int i) {
        return i < inputs.size() ? inputs.get(i) : "";
    }

    /** The name of output {@code i}, or the empty string when it is absent. */
    public String output(int i) {
        return i < outputs.size() ? outputs.get(i) : "";
    }

    /** Whether this is the operator of the default ONNX set with that name. */
    public boolean is(String onnxOperator) {
        return domain.isEmpty() && operator.equals(onnxOperator);
    }

    public Optional<Attribute> attribute(String key) {
        return Optional.ofNullable(attributes.get(key));
    }

    /** This node reading other values. */
    public Node withInputs(List<String> others) {
        return new Node(name, domain, operator, version, others, outputs, attributes);
    }

    /** How messages name this node: {@code node "name" (MatMul-13)}. */
    public String label() {
        String called = name.isEmpty() ? "giving \"" + output(0) + "\"" : "\"" + name + "\"";
        String type = domain.isEmpty() ? operator : domain + "." + operator;
        return "node " + called + " (" + type + "-" + version + ")";
    }
}
