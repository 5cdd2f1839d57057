package io.coracle.op.control;

import io.coracle.graph.Graph;
import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.Subgraphs;
import io.coracle.op.move.Axes;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A graph over the slices of tensors, with values carried from one to the next. ONNX Scan-9 to 25, and Scan-8, which does so for
 * every element of a batch.
 *
 * @param scanned how many inputs are taken slice by slice; the others are carried
 */
record Scan(Graph body, int scanned, List<Integer> inputAxes, List<Integer> inputDirections, List<Integer> outputAxes,
            List<Integer> outputDirections, boolean batched) implements Operator.Control {
    static Scan of(Attributes attributes) {
        boolean batched = attributes.version() < 9;
        List<Integer> directions = attributes.integers(batched ? "directions" : "scan_input_directions");
        return new Scan(attributes.graph("body"), attributes.integer("num_scan_inputs"), attributes.integers("scan_input_axes"), directions,
            attributes.integers("scan_output_axes"), attributes.integers("scan_output_directions"), batched);
    }

    @Override
    public List<Tensor> evaluate(Operands operands, Subgraphs subgraphs) {
        List<Tensor> inputs = new ArrayList<>();
        for (int i = batched ? 1 : 0; i < operands.count(); i++) {
            inputs.add(operands.content(i));
        }
        int carried = inputs.size() - scanned;
        if (scanned < 1 || carried < 0 || body.outputs().size() < carried || body.inputs().size() != inputs.size()) {
            throw new OperatorException("its graph does not fit " + inputs.size() + " inputs of which " + scanned + " are scanned");
        }
        if (!batched) {
            return scan(inputs, carried, Integer.MAX_VALUE, subgraphs);
        }
        int batch = inputs.getFirst().shape().dim(0);
        List<List<Tensor>> results = new ArrayList<>();
        for (int b = 0; b < batch; b++) {
            List<Tensor> own = new ArrayList<>();
            for (Tensor input : inputs) {
                if (input.shape().rank() == 0 || input.shape().dim(0) != batch) {
                    throw new OperatorException("input " + input.type() + " does not fit a batch of " + batch);
                }
                own.add(Stacks.slice(input, 0, b));
            }
            int length = operands.has(0) ? (int) operands.content(0).longAt(b) : Integer.MAX_VALUE;
            results.add(scan(own, carried, length, subgraphs));
        }
        List<Tensor> stacked = new ArrayList<>();
        for (int i = 0; i < body.outputs().size(); i++) {
            int output = i;
            stacked.add(results.isEmpty() ? Empty.of(body.outputs().get(i), 0)
                : Stacks.stack(results.stream().map(result -> result.get(output)).toList(), 0));
        }
        return stacked;
    }

    private static int at(List<Integer> list, int i) {
        return i < list.size() ? list.get(i) : 0;
    }

    private List<Tensor> scan(List<Tensor> inputs, int carried, int most, Subgraphs subgraphs) {
        List<Tensor> values = new ArrayList<>(inputs.subList(0, carried));
        int[] axes = new int[scanned];
        int length = -1;
        for (int i = 0; i < scanned; i++) {
            Tensor input = inputs.get(carried + i);
            axes[i] = Axes.check(at(inputAxes, i), input.shape().rank());
            int extent = input.shape().dim(axes[i]);
            if (length >= 0 && extent != length) {
                throw new OperatorException("scanned inputs have " + length + " and " + extent + " slices");
            }
            length = extent;
        }
        length = Math.min(length, most);
        int gathered = body.outputs().size() - carried;
        List<List<Tensor>> slices = new ArrayList<>();
        for (int i = 0; i < gathered; i++) {
            slices.add(new ArrayList<>());
        }
        for (int step = 0; step < length; step++) {
            List<Tensor> given = new ArrayList<>(values);
            for (int i = 0; i < scanned; i++) {
                given.add(Stacks.slice(inputs.get(carried + i), axes[i], at(inputDirections, i) == 0 ? step : length - 1 - step));
            }
            List<Tensor> outputs = subgraphs.run(body, given);
            values = new ArrayList<>(outputs.subList(0, carried));
            for (int i = 0; i < gathered; i++) {
                if (at(outputDirections, i) == 0) {
                    slices.get(i).add(outputs.get(carried + i));
                } else {
                    slices.get(i).addFirst(outputs.get(carried + i));
                }
            }
        }
        for (int i = 0; i < gathered; i++) {
            int axis = at(outputAxes, i);
            values.add(slices.get(i).isEmpty() ? Empty.of(body.outputs().get(carried + i), axis) : Stacks.stack(slices.get(i), axis));
        }
        return values;
    }
}
