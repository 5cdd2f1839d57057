package io.coracle.plan;

import io.coracle.backend.InterpreterBackend;
import io.coracle.backend.InterpreterBackend;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Computes nodes whose inputs are all known. The layers of a model ask for the same shapes, so results are remembered. */
final class Folder {
    private static final int KEPT_RESULTS = 2048;

    private final InterpreterBackend backend = new InterpreterBackend();
    private final KernelCache kernels = new KernelCache(backend);
    private final Map<Key, List<Tensor>> results = new LinkedHashMap<>();

    private record Key(Operator operator, List<Optional<TensorType>> types, List<Optional<Tensor>> contents, int outputs) {}

    /** The node's outputs. Throws {@link ModelException} with the node's label when they cannot be computed. */
    List<Tensor> fold(Planned planned, NodeOperands operands) {
        if (planned.operator() instanceof Operator.View) {
            return List.of(operands.content(0).reshape(planned.outputs().getFirst().shape()));
        }
        List<Optional<TensorType>> types = new ArrayList<>();
        List<Optional<Tensor>> contents = new ArrayList<>();
        for (Optional<Value> input : planned.inputs()) {
            types.add(input.map(Value::type));
            contents.add(input.flatMap(Value::content));
        }
        Key key = new Key(planned.operator(), types, contents, planned.node().outputs().size());
        synchronized (results) {
            List<Tensor> known = results.get(key);
            if (known != null) {
                return known;
            }
        }
        List<Tensor> computed = compute(planned, operands);
        synchronized (results) {
            if (results.size() >= KEPT_RESULTS) {
                results.remove(results.keySet().iterator().next());
            }
            results.put(key, computed);
        }
        return computed;
    }

    private List<Tensor> compute(Planned planned, NodeOperands operands) {
        if (planned.operator() instanceof Operator.OnTensors onTensors
            && (planned.operator() instanceof Operator.Host || PlanWriter.needsTensors(planned))) {
            try {
                return onTensors.evaluate(operands);
            } catch (OperatorException | IllegalArgumentException | ArithmeticException e) {
                throw new ModelException(planned.node().label() + ": " + e.getMessage(), e);
            }
        }
        PlanWriter writer = new PlanWriter(kernels);
        writer.add(planned);
        Map<String, Value> outputs = new LinkedHashMap<>();
        for (int i = 0; i < planned.outputs().size(); i++) {
            outputs.put(Integer.toString(i), planned.outputs().get(i));
        }
        Plan plan = writer.write(Map.of(), outputs, Map.of(), Optional.empty());
        Map<String, Tensor> tensors = Execution.runOnce(plan, backend);
        List<Tensor> ordered = new ArrayList<>();
        for (int i = 0; i < planned.outputs().size(); i++) {
            ordered.add(tensors.get(Integer.toString(i)));
        }
        return ordered;
    }
}
