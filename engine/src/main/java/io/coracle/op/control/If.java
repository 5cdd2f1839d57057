package io.coracle.op.control;

import io.coracle.graph.Graph;
import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.Subgraphs;
import io.coracle.tensor.Tensor;
import java.util.List;

/** One of two graphs. ONNX If-1 to 25. */
record If(Graph then, Graph otherwise) implements Operator.Control {
    static If of(Attributes attributes) {
        return new If(attributes.graph("then_branch"), attributes.graph("else_branch"));
    }

    @Override
    public List<Tensor> evaluate(Operands operands, Subgraphs subgraphs) {
        Tensor condition = operands.content(0);
        if (condition.size() != 1) {
            throw new OperatorException("the condition must be one boolean, got " + condition.type());
        }
        return subgraphs.run(condition.longAt(0) != 0 ? then : otherwise, List.of());
    }
}
