package io.coracle.plan;

import io.coracle.kernel.Kernel;
import io.coracle.tensor.Tensor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What to do for inputs of certain shapes: steps in order, and a place for everything. Immutable; many runs may use it at once,
 * each with an arena of its own.
 *
 * @param steps in the order they run
 * @param arenaBytes memory that a run needs besides the constants
 * @param constants what the steps read that is the same in every run
 * @param inputs where to put the values a run is given, by name
 * @param outputs where the values lie that are wanted afterwards, by name
 * @param known wanted values that need no run
 * @param stop where the plan ends before the graph does
 */
public record Plan(List<Step> steps, long arenaBytes, List<Constant> constants, Map<String, Step.Slot> inputs,
                   Map<String, Step.Slot> outputs, Map<String, Tensor> known, Optional<Stop> stop) {
    public Plan {
        steps = List.copyOf(steps);
        constants = List.copyOf(constants);
        inputs = Map.copyOf(inputs);
        outputs = Map.copyOf(outputs);
        known = Map.copyOf(known);
    }

    /**
     * The node that could not be planned.
     *
     * @param node index of the node that the next plan starts with
     * @param contents names of the values whose contents that plan must know
     */
    public record Stop(int node, List<String> contents) {}

    /** Plans are compared by identity: they are keys of caches, and large. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** The kernels that the steps call, each once, in the order in which they are first called. */
    public List<Kernel> kernels() {
        Set<Kernel> kernels = new LinkedHashSet<>();
        for (Step step : steps) {
            if (step instanceof Step.Call call) {
                kernels.add(call.kernel());
            }
        }
        return List.copyOf(kernels);
    }

    /** The plan as text, one step a line; what tests compare and {@code inspect --dump plan} shows. */
    public String print() {
        StringBuilder text = new StringBuilder();
        text.append("plan: arena ").append(arenaBytes).append(" bytes\n");
        for (Step step : steps) {
            switch (step) {
                case Step.Call call -> {
                    text.append("  ").append(call.kernel().name()).append(' ').append(call.buffers()).append(" (");
                    for (int i = 0; i < call.arguments().length; i++) {
                        text.append(i == 0 ? "" : ", ").append(call.arguments()[i]);
                    }
                    text.append(")  # ").append(call.label()).append('\n');
                }
                case Step.Compute compute -> text.append("  host # ").append(compute.label()).append('\n');
            }
        }
        stop.ifPresent(s -> text.append("  stop: node ").append(s.node()).append(" needs ").append(s.contents()).append('\n'));
        return text.toString();
    }
}
