package io.coracle.plan;

import io.coracle.graph.Node;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/** A node's inputs as its operator sees them. */
record NodeOperands(Node node, List<Optional<Value>> values) implements Operands {
    @Override
    public int count() {
        return values.size();
    }

    @Override
    public boolean has(int i) {
        return i < values.size() && values.get(i).isPresent();
    }

    @Override
    public TensorType type(int i) {
        return value(i).type();
    }

    private Value value(int i) {
        if (!has(i)) {
            throw new OperatorException("input " + i + " is missing");
        }
        return values.get(i).get();
    }

    @Override
    public boolean known(int i) {
        return has(i) && value(i).content().isPresent();
    }

    @Override
    public Tensor content(int i) {
        return value(i).content().orElseThrow(() -> new IllegalStateException("the contents of input " + i + " are not known yet"));
    }

    @Override
    public int outputs() {
        return node.outputs().size();
    }
}
