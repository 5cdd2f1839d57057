package io.coracle.plan;

import io.coracle.backend.Backend;
import io.coracle.graph.Graph;
import io.coracle.graph.ValueInfo;
import io.coracle.kernel.Target;
import io.coracle.op.OperatorSet;
import io.coracle.op.StandardOperators;
import io.coracle.pass.Passes;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model ready to run on a backend. Safe for use by many threads at once; closing gives its memory back as soon as the runs under
 * way have ended. The backend is not closed with it.
 */
public final class Session implements Inference {
    private final Graph graph;
    private final Target target;
    private final ArenaPool arenas;
    private final GraphRunner runner;

    /** Throws {@link ModelException} naming every operator that is not supported. */
    public Session(Graph graph, Backend backend) {
        this(graph, backend, () -> {});
    }

    /**
     * As {@link #Session(Graph, Backend)}.
     *
     * @param released runs once after closing, when the last run has ended: nothing reads the graph's weights any more
     */
    public Session(Graph graph, Backend backend, Runnable released) {
        this(graph, backend, StandardOperators.create(), released);
    }

    /** As {@link #Session(Graph, Backend, Runnable)}, with these operators and no others. */
    public Session(Graph graph, Backend backend, OperatorSet operators, Runnable released) {
        this.graph = graph;
        this.target = backend.target();
        this.arenas = new ArenaPool(backend, released);
        KernelCache kernels = new KernelCache(backend);
        Graph optimized = Passes.standard().apply(graph);
        this.runner = new GraphRunner(ConstantNodes.compute(optimized, operators, kernels, arenas), operators, kernels, arenas);
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public List<ValueInfo> inputs() {
        return graph.inputs();
    }

    @Override
    public List<ValueInfo> outputs() {
        return graph.outputs();
    }

    /**
     * Runs the model.
     *
     * @param inputs a tensor for each input
     * @return a tensor for each output, in the model's order
     * @throws ModelException when an input is missing, unknown, or of the wrong type or shape, and when the data are outside what the
     *     model accepts
     */
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
        checkInputs(inputs);
        return runner.run(inputs);
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs, Set<String> outputs) {
        checkInputs(inputs);
        return runner.run(inputs, outputs::contains, false);
    }

    /**
     * As {@link #run(Map)}, for a session that one thread uses at a time: outputs may stay where the run left them, and can be read until
     * the session runs again or is closed.
     */
    public Map<String, Tensor> runInPlace(Map<String, Tensor> inputs) {
        checkInputs(inputs);
        return runner.run(inputs, _ -> true, true);
    }

    @Override
    public PendingRun begin(Map<String, Tensor> inputs, Set<String> outputs) {
        checkInputs(inputs);
        return runner.begin(inputs, outputs::contains);
    }

    /** The first plan for inputs of these types: the whole of what a run does, unless it stops before. */
    public Plan plan(Map<String, Tensor> inputs) {
        checkInputs(inputs);
        return runner.plan(0, inputs, Map.of());
    }

    /** The first plan for these inputs, as text. */
    public String printPlan(Map<String, Tensor> inputs) {
        return plan(inputs).print();
    }

    /** The kernels of the first plan for these inputs, as text. */
    public String printKernels(Map<String, Tensor> inputs) {
        StringBuilder text = new StringBuilder();
        plan(inputs).kernels().forEach(kernel -> text.append(kernel.print()));
        return text.toString();
    }

    private void checkInputs(Map<String, Tensor> inputs) {
        List<String> problems = new ArrayList<>();
        for (ValueInfo input : graph.inputs()) {
            Tensor tensor = inputs.get(input.name());
            if (tensor == null) {
                problems.add("input \"" + input.name() + "\" is missing");
            } else if (input.type() instanceof ValueInfo.Tensor type) {
                checkInput(input.name(), type, tensor, problems);
            } else {
                problems.add("input \"" + input.name() + "\" is a " + input.type() + ", which is not supported");
            }
        }
        for (String name : inputs.keySet()) {
            if (graph.inputs().stream().noneMatch(input -> input.name().equals(name))) {
                problems.add("there is no input \"" + name + "\"");
            }
        }
        if (!problems.isEmpty()) {
            StringBuilder message = new StringBuilder();
            problems.forEach(problem -> message.append(problem).append("; "));
            message.append("the model wants ");
            for (int i = 0; i < graph.inputs().size(); i++) {
                message.append(i == 0 ? "" : ", ").append(graph.inputs().get(i));
            }
            throw new ModelException(message.toString());
        }
    }

    private static void checkInput(String name, ValueInfo.Tensor wanted, Tensor tensor, List<String> problems) {
        if (tensor.dtype() != wanted.dtype()) {
            problems.add("input \"" + name + "\" is " + wanted.dtype() + ", got " + tensor.dtype());
            return;
        }
        if (!wanted.ranked()) {
            return;
        }
        boolean fits = wanted.dims().size() == tensor.shape().rank();
        for (int i = 0; fits && i < wanted.dims().size(); i++) {
            int extent = tensor.shape().dim(i);
            fits = switch (wanted.dims().get(i)) {
                case ValueInfo.Dimension.Fixed(int expected) -> expected == extent;
                case ValueInfo.Dimension.Named(String dim) -> true;
                case ValueInfo.Dimension.Unknown() -> true;
            };
        }
        if (!fits) {
            problems.add("input \"" + name + "\" has shape " + wanted.dims() + ", got " + tensor.shape());
        }
    }

    @Override
    public void close() {
        arenas.close();
    }
}
