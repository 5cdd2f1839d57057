package io.coracle.plan;

import io.coracle.graph.FreeVariables;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Plans a graph from some node on: infers every type, folds what is known, and hands the rest to {@link PlanWriter}. Safe for use
 * by many threads.
 */
final class Planner {
    /** Folding is for shapes and masks; larger results are computed by the backend. */
    private static final int LARGEST_FOLD = 512;

    private final Graph graph;
    private final List<Operator> operators;
    private final KernelCache kernels;
    private final Folder folder = new Folder();
    private final Map<String, Value> constants = new HashMap<>();

    /** @param operators the operator of each node */
    Planner(Graph graph, List<Operator> operators, KernelCache kernels) {
        this.graph = graph;
        this.operators = operators;
        this.kernels = kernels;
        graph.constants().forEach((name, tensor) -> constants.put(name, Value.known(tensor)));
    }

    /**
     * Plans nodes {@code from} and later, as far as types can be told.
     *
     * @param given types of the values that a run brings
     * @param known contents of further values
     */
    Plan plan(int from, Map<String, TensorType> given, Map<String, Tensor> known) {
        Map<String, Value> values = new HashMap<>();
        Map<String, Value> inputs = new LinkedHashMap<>();
        new TreeMap<>(given).forEach((name, type) -> { // sorted: the same plan on every platform and in every run
            Value value = Value.computed(type);
            inputs.put(name, value);
            values.put(name, value);
        });
        known.forEach((name, tensor) -> values.put(name, Value.known(tensor)));

        List<Planned> body = new ArrayList<>();
        Optional<Plan.Stop> stop = Optional.empty();
        for (int i = from; i < graph.nodes().size(); i++) {
            List<String> missing = missingContents(i, values);
            if (!missing.isEmpty() || isBarrier(i) || !specialize(graph.nodes().get(i), operators.get(i), values, body)) {
                stop = Optional.of(new Plan.Stop(i, missing));
                break;
            }
        }

        Map<String, Value> outputs = new LinkedHashMap<>();
        Map<String, Tensor> knownOutputs = new LinkedHashMap<>();
        for (String name : wanted(stop.map(Plan.Stop::node).orElse(graph.nodes().size()))) {
            Value value = values.get(name);
            if (value == null || given.containsKey(name)) {
                continue;
            }
            if (value.content().isPresent()) {
                knownOutputs.put(name, value.content().get());
            } else {
                outputs.put(name, value);
            }
        }
        PlanWriter writer = new PlanWriter(kernels);
        for (Planned planned : Liveness.keepUsed(Fusion.fuse(body, outputs.values()), outputs.values())) {
            writer.add(planned);
        }
        return writer.write(inputs, outputs, knownOutputs, stop);
    }

    /** Graph outputs, and all that nodes {@code from} and later read. */
    private Set<String> wanted(int from) {
        Set<String> names = new LinkedHashSet<>();
        graph.outputs().forEach(output -> names.add(output.name()));
        for (Node node : graph.nodes().subList(from, graph.nodes().size())) {
            FreeVariables.forEachRead(node, names::add);
        }
        return names;
    }

    /** Whether a node is evaluated between plans: its outputs' shapes depend on contents. */
    private boolean isBarrier(int i) {
        return switch (operators.get(i)) {
            case Operator.Control control -> true;
            case Operator.Host host -> host.dynamic();
            case Operator.Elementwise e -> false;
            case Operator.Lowered l -> false;
            case Operator.View v -> false;
        };
    }

    private List<String> missingContents(int i, Map<String, Value> values) {
        Node node = graph.nodes().get(i);
        List<String> missing = new ArrayList<>();
        for (int k = 0; k < node.inputs().size(); k++) {
            if (node.has(k) && operators.get(i).needsContents(k) && value(node, k, values).content().isEmpty()) {
                missing.add(node.input(k));
            }
        }
        return missing;
    }

    private Value value(Node node, int k, Map<String, Value> values) {
        Value value = values.getOrDefault(node.input(k), constants.get(node.input(k)));
        if (value == null) {
            throw new ModelException(node.label() + ": reads \"" + node.input(k) + "\", which nothing computes");
        }
        return value;
    }

    /** Gives false, and changes nothing, when a node works on strings, which have no place in memory: it runs between plans. */
    private boolean specialize(Node node, Operator operator, Map<String, Value> values, List<Planned> body) {
        List<Optional<Value>> operands = new ArrayList<>();
        boolean allKnown = true;
        for (int k = 0; k < node.inputs().size(); k++) {
            Optional<Value> operand = node.has(k) ? Optional.of(value(node, k, values)) : Optional.empty();
            operands.add(operand);
            allKnown &= operand.isEmpty() || operand.get().content().isPresent() || !operator.reads(k);
        }
        NodeOperands seen = new NodeOperands(node, operands);
        List<TensorType> types;
        try {
            types = operator.infer(seen);
        } catch (OperatorException | IllegalArgumentException | ArithmeticException e) {
            throw new ModelException(node.label() + ": " + e.getMessage(), e);
        } catch (IndexOutOfBoundsException e) {
            throw new ModelException(node.label() + ": has " + node.inputs().size() + " inputs, fewer than it needs", e);
        }
        List<Value> outputs = new ArrayList<>();
        long size = 0;
        boolean strings = operands.stream().anyMatch(operand -> operand.isPresent() && operand.get().dtype() == DType.STRING);
        for (TensorType type : types) {
            strings |= type.dtype() == DType.STRING;
            outputs.add(operator instanceof Operator.View ? Value.view(type, operands.getFirst().orElseThrow()) : Value.computed(type));
            size += type.shape().size();
        }
        if (strings && !allKnown) {
            return false;
        }
        Planned planned = new Planned(node, operator, operands, outputs);
        if (allKnown && (strings || size <= LARGEST_FOLD || operator instanceof Operator.View)) {
            List<Tensor> results = folder.fold(planned, seen);
            outputs = new ArrayList<>();
            for (Tensor result : results) {
                outputs.add(Value.known(result));
            }
        } else {
            body.add(planned);
        }
        for (int k = 0; k < node.outputs().size(); k++) {
            if (!node.output(k).isEmpty()) {
                if (k >= outputs.size()) {
                    throw new ModelException(node.label() + ": has no output " + k);
                }
                values.put(node.output(k), outputs.get(k));
            }
        }
        return true;
    }
}
