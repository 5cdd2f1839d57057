package io.coracle.plan;

import io.coracle.graph.FreeVariables;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.OperatorSet;
import io.coracle.op.Subgraphs;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Runs one graph: plan after plan, with what no plan can hold (control flow, shapes that depend on contents) evaluated in
 * between. Plans are kept for the shapes they were made for. Safe for use by many threads.
 */
final class GraphRunner {
    private static final int KEPT_PLANS = 1024;

    private final Graph graph;
    private final List<Operator> operators;
    private final Planner planner;
    private final OperatorSet operatorSet;
    private final KernelCache kernels;
    private final ArenaPool arenas;
    private final Map<Key, Plan> plans = new LinkedHashMap<>();
    private final Map<Graph, GraphRunner> subgraphs = new IdentityHashMap<>();

    /** What a plan depends on. */
    private record Key(int from, Map<String, TensorType> given, Map<String, Tensor> known) {}

    /** Throws {@link ModelException} naming every operator that is not supported. */
    GraphRunner(Graph graph, OperatorSet operatorSet, KernelCache kernels, ArenaPool arenas) {
        this.graph = graph;
        this.operatorSet = operatorSet;
        this.kernels = kernels;
        this.arenas = arenas;
        this.operators = operators(graph, operatorSet);
        this.planner = new Planner(graph, operators, kernels);
    }

    private static List<Operator> operators(Graph graph, OperatorSet set) {
        List<Operator> operators = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (Node node : graph.nodes()) {
            try {
                Optional<Operator> operator = set.find(node);
                operator.ifPresentOrElse(operators::add, () -> {
                    String name = (node.domain().isEmpty() ? "" : node.domain() + ".") + node.operator();
                    if (!unknown.contains(name)) {
                        unknown.add(name);
                    }
                });
            } catch (OperatorException e) {
                throw new ModelException(node.label() + ": " + e.getMessage(), e);
            }
        }
        if (!unknown.isEmpty()) {
            throw new ModelException("the model uses operators that are not supported: " + unknown);
        }
        return operators;
    }

    /** Runs the graph with values for its inputs and for what it captures from outside; gives its outputs in order. */
    Map<String, Tensor> run(Map<String, Tensor> inputs) {
        return run(inputs, _ -> true, false);
    }

    /**
     * As {@link #run(Map)}, without the outputs that are not wanted.
     *
     * @param inPlace whether they may stay where the run left them (see {@link Session#runInPlace})
     */
    Map<String, Tensor> run(Map<String, Tensor> inputs, Predicate<String> wanted, boolean inPlace) {
        Map<String, Tensor> live = new HashMap<>(inputs);
        Map<String, Tensor> known = new HashMap<>();
        int from = 0;
        while (true) {
            Plan plan = plan(from, live, known);
            boolean last = plan.stop().isEmpty();
            Map<String, Tensor> results = arenas.prepare(plan, live).end(name -> !last || wanted.test(name), last && inPlace);
            if (last) {
                return outputs(results, live, known, wanted);
            }
            Plan.Stop stop = plan.stop().get();
            live.putAll(results);
            plan.known().forEach(known::put);
            for (String name : stop.contents()) {
                known.put(name, live.get(name));
            }
            known.keySet().forEach(live::remove);
            from = stop.node();
            if (stop.contents().isEmpty()) {
                evaluate(from, live, known);
                from++;
            }
            keepRead(from, live, known);
        }
    }

    /** Runs the graph beside this thread where the backend can do that and one plan holds the whole run. */
    PendingRun begin(Map<String, Tensor> inputs, Predicate<String> wanted) {
        Plan plan = plan(0, inputs, Map.of());
        if (plan.stop().isPresent()) {
            return new PendingRun(() -> run(inputs, wanted, false));
        }
        ArenaPool.Run run = arenas.prepare(plan, inputs);
        run.begin();
        return new PendingRun(() -> outputs(run.end(wanted, false), inputs, Map.of(), wanted));
    }

    private Map<String, Tensor> outputs(Map<String, Tensor> results, Map<String, Tensor> live, Map<String, Tensor> known,
                                        Predicate<String> wanted) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (ValueInfo output : graph.outputs()) {
            if (!wanted.test(output.name())) {
                continue;
            }
            Tensor tensor = find(output.name(), results, live, known);
            if (tensor == null) {
                throw new ModelException("nothing computes the output \"" + output.name() + "\"");
            }
            outputs.put(output.name(), tensor);
        }
        return outputs;
    }

    @SafeVarargs
    private Tensor find(String name, Map<String, Tensor>... maps) {
        for (Map<String, Tensor> map : maps) {
            if (map.containsKey(name)) {
                return map.get(name);
            }
        }
        return graph.constants().get(name);
    }

    private void evaluate(int index, Map<String, Tensor> live, Map<String, Tensor> known) {
        Node node = graph.nodes().get(index);
        List<Optional<Value>> operands = new ArrayList<>();
        for (int k = 0; k < node.inputs().size(); k++) {
            operands.add(node.has(k) ? Optional.of(Value.known(find(node.input(k), live, known))) : Optional.empty());
        }
        NodeOperands seen = new NodeOperands(node, operands);
        List<Tensor> results;
        try {
            results = switch (operators.get(index)) {
                case Operator.Control control -> control.evaluate(seen, within(node, live, known));
                case Operator.OnTensors onTensors -> onTensors.evaluate(seen);
                case Operator.View view -> List.of(seen.content(0).reshape(view.infer(seen).getFirst().shape()));
                default -> throw new OperatorException("does not work on strings");
            };
        } catch (OperatorException | IllegalArgumentException | ArithmeticException e) {
            throw new ModelException(node.label() + ": " + e.getMessage(), e);
        }
        for (int k = 0; k < node.outputs().size() && k < results.size(); k++) {
            live.put(node.output(k), results.get(k));
        }
    }

    private Subgraphs within(Node node, Map<String, Tensor> live, Map<String, Tensor> known) {
        return (subgraph, inputs) -> {
            if (inputs.size() > subgraph.inputs().size()) {
                throw new OperatorException("its graph takes " + subgraph.inputs().size() + " inputs, got " + inputs.size());
            }
            Map<String, Tensor> values = new HashMap<>();
            for (String name : FreeVariables.captured(subgraph)) {
                Tensor tensor = find(name, live, known);
                if (tensor == null) {
                    throw new ModelException(node.label() + ": its graph reads \"" + name + "\", which nothing computes");
                }
                values.put(name, tensor);
            }
            for (int i = 0; i < inputs.size(); i++) {
                values.put(subgraph.inputs().get(i).name(), inputs.get(i));
            }
            return List.copyOf(runner(subgraph).run(values).values());
        };
    }

    private GraphRunner runner(Graph subgraph) {
        synchronized (subgraphs) {
            GraphRunner runner = subgraphs.get(subgraph);
            if (runner == null) {
                runner = new GraphRunner(subgraph, operatorSet, kernels, arenas);
                subgraphs.put(subgraph, runner);
            }
            return runner;
        }
    }

    /** Forgets what no node from here on reads. */
    private void keepRead(int from, Map<String, Tensor> live, Map<String, Tensor> known) {
        java.util.Set<String> read = new java.util.HashSet<>();
        graph.outputs().forEach(output -> read.add(output.name()));
        for (Node node : graph.nodes().subList(from, graph.nodes().size())) {
            FreeVariables.forEachRead(node, read::add);
        }
        live.keySet().retainAll(read);
        known.keySet().retainAll(read);
    }

    /** The plan for these values, made now or kept. */
    Plan plan(int from, Map<String, Tensor> live, Map<String, Tensor> known) {
        Map<String, TensorType> types = new HashMap<>();
        live.forEach((name, tensor) -> types.put(name, tensor.type()));
        Key key = new Key(from, types, Map.copyOf(known));
        synchronized (plans) {
            Plan plan = plans.get(key);
            if (plan != null) {
                return plan;
            }
        }
        Plan plan = planner.plan(from, types, key.known());
        synchronized (plans) {
            if (plans.size() >= KEPT_PLANS) {
                plans.remove(plans.keySet().iterator().next());
            }
            plans.put(key, plan);
        }
        return plan;
    }
}
