package io.coracle.plan;

import io.coracle.backend.InterpreterBackend;
import io.coracle.kernel.ArrayCells;
import io.coracle.kernel.Interpreter;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelException;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Computes nodes whose inputs are all known. The layers of a model ask for the same shapes, so results are remembered. */
final class Folder {
    private static final int KEPT_RESULTS = 2048;

    private final KernelCache kernels = new KernelCache(new InterpreterBackend());
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
        Map<Value, ArrayCells> memory = new IdentityHashMap<>();
        try {
            Recipe.Cast cast = new Recipe.Cast(planned);
            for (Recipe.Call call : kernels.recipe(planned).calls()) {
                List<ArrayCells> buffers = new ArrayList<>();
                call.buffers().forEach(role -> buffers.add(cells(cast.value(role), memory)));
                Interpreter.run(call.kernel(), buffers, call.arguments());
            }
        } catch (OperatorException | IllegalArgumentException | KernelException e) {
            throw new ModelException(planned.node().label() + ": " + e.getMessage(), e);
        }
        List<Tensor> results = new ArrayList<>();
        for (Value output : planned.outputs()) {
            results.add(Tensor.of(output.dtype(), output.shape(), Bytes.of(cells(output, memory).bytes())));
        }
        return results;
    }

    private static ArrayCells cells(Value value, Map<Value, ArrayCells> memory) {
        Value root = value.root();
        ArrayCells known = memory.get(root);
        if (known != null) {
            return known;
        }
        ArrayCells made = root.constant().isPresent() ? contents(root.constant().get()) : empty(root.type().bytes());
        memory.put(root, made);
        return made;
    }

    private static ArrayCells empty(long bytes) {
        return new ArrayCells(new byte[Math.toIntExact(bytes)]);
    }

    private static ArrayCells contents(Constant constant) {
        return switch (constant) {
            case Constant.Literal(Tensor tensor) -> new ArrayCells(tensor.bytes().toArray());
            case Constant.Prepared(long bytes, Kernel kernel, List<Constant> from, int[] arguments) -> {
                List<ArrayCells> buffers = new ArrayList<>();
                from.forEach(part -> buffers.add(contents(part)));
                buffers.add(empty(bytes));
                Interpreter.run(kernel, buffers, arguments);
                yield buffers.getLast();
            }
        };
    }
}
