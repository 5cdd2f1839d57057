package io.coracle.op.control;

import io.coracle.graph.Graph;
import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.Subgraphs;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A graph again and again, as often as an input says and as long as a condition holds. ONNX Loop-1 to 25: the graph takes the
 * iteration, the condition and the carried values, and gives the condition, the carried values and a slice of each scan output.
 */
record Loop(Graph body) implements Operator.Control {
    static Loop of(Attributes attributes) {
        return new Loop(attributes.graph("body"));
    }

    @Override
    public List<Tensor> evaluate(Operands operands, Subgraphs subgraphs) {
        int carried = Math.max(0, operands.count() - 2);
        int scans = body.outputs().size() - 1 - carried;
        if (body.inputs().size() != carried + 2 || scans < 0) {
            throw new OperatorException("its graph takes " + body.inputs().size() + " inputs and gives " + body.outputs().size()
                + " outputs, which do not fit " + carried + " carried values");
        }
        long most = operands.has(0) ? operands.content(0).longAt(0) : Long.MAX_VALUE;
        Tensor condition = operands.has(1) ? operands.content(1) : Tensor.booleans(Shape.SCALAR, true);
        List<Tensor> values = new ArrayList<>();
        for (int i = 0; i < carried; i++) {
            values.add(operands.content(2 + i));
        }
        List<List<Tensor>> slices = new ArrayList<>();
        for (int i = 0; i < scans; i++) {
            slices.add(new ArrayList<>());
        }
        for (long iteration = 0; iteration < most && condition.longAt(0) != 0; iteration++) {
            List<Tensor> inputs = new ArrayList<>();
            inputs.add(Tensor.longs(Shape.SCALAR, iteration));
            inputs.add(condition);
            inputs.addAll(values);
            List<Tensor> outputs = subgraphs.run(body, inputs);
            condition = outputs.getFirst();
            values = new ArrayList<>(outputs.subList(1, 1 + carried));
            for (int i = 0; i < scans; i++) {
                slices.get(i).add(outputs.get(1 + carried + i));
            }
        }
        for (int i = 0; i < scans; i++) {
            values.add(slices.get(i).isEmpty() ? Empty.of(body.outputs().get(1 + carried + i), 0) : Stacks.stack(slices.get(i), 0));
        }
        return values;
    }
}
