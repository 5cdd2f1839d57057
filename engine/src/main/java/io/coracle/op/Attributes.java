package io.coracle.op;

import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node's attributes as the operator wants them. Every getter throws {@link OperatorException} for an attribute of another kind. */
public record Attributes(Node node) {
    /** The version of the operator set that the model was written for. */
    public int version() {
        return node.version();
    }

    public boolean has(String name) {
        return node.attributes().containsKey(name);
    }

    public int integer(String name, int otherwise) {
        return has(name) ? integer(name) : otherwise;
    }

    /** Throws {@link OperatorException} when it is absent or does not fit 32 bits. */
    public int integer(String name) {
        long value = node.attribute(name).orElseThrow(() -> missing(name)) instanceof Attribute.IntValue(long v) ? v : wrong(name, "an integer");
        if (value != (int) value) {
            throw new OperatorException("attribute " + name + " is out of range: " + value);
        }
        return (int) value;
    }

    public boolean flag(String name, boolean otherwise) {
        return integer(name, otherwise ? 1 : 0) != 0;
    }

    public float floating(String name, float otherwise) {
        return !has(name) ? otherwise : node.attributes().get(name) instanceof Attribute.FloatValue(float v) ? v : wrong(name, "a float");
    }

    public String string(String name, String otherwise) {
        return !has(name) ? otherwise : node.attributes().get(name) instanceof Attribute.StringValue(String v) ? v : wrong(name, "a string");
    }

    /** The integers of a list; empty when it is absent. Throws {@link OperatorException} for one that does not fit 32 bits. */
    public List<Integer> integers(String name) {
        List<Integer> values = new ArrayList<>();
        for (long value : longs(name)) {
            if (value != (int) value) {
                throw new OperatorException("attribute " + name + " is out of range: " + value);
            }
            values.add((int) value);
        }
        return values;
    }

    public List<Long> longs(String name) {
        return !has(name) ? List.of() : node.attributes().get(name) instanceof Attribute.IntList(List<Long> v) ? v : wrong(name, "a list of integers");
    }

    public List<Float> floats(String name) {
        return !has(name) ? List.of() : node.attributes().get(name) instanceof Attribute.FloatList(List<Float> v) ? v : wrong(name, "a list of floats");
    }

    public List<String> strings(String name) {
        return !has(name) ? List.of() : node.attributes().get(name) instanceof Attribute.StringList(List<String> v) ? v : wrong(name, "a list of strings");
    }

    public Optional<Tensor> tensor(String name) {
        return !has(name) ? Optional.empty()
            : node.attributes().get(name) instanceof Attribute.TensorValue(Tensor v) ? Optional.of(v) : wrong(name, "a tensor");
    }

    public Graph graph(String name) {
        return node.attribute(name).orElseThrow(() -> missing(name)) instanceof Attribute.GraphValue(Graph v) ? v : wrong(name, "a graph");
    }

    private static OperatorException missing(String name) {
        return new OperatorException("attribute " + name + " is missing");
    }

    private <T> T wrong(String name, String wanted) {
        throw new OperatorException("attribute " + name + " is not " + wanted + ": " + node.attributes().get(name));
    }
}
