package io.coracle.plan;

import io.coracle.graph.Node;
import io.coracle.op.Operator;
import java.util.List;
import java.util.Optional;

/** A node whose operands' types are known and whose outputs must be computed at run time. */
record Planned(Node node, Operator operator, List<Optional<Value>> inputs, List<Value> outputs) {
    Planned {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
