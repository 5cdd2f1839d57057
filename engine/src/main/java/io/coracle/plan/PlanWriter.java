package io.coracle.plan;

import io.coracle.kernel.Kernel;
import io.coracle.kernel.Scalar;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lowers nodes to calls and gives every value a place. */
final class PlanWriter {
    /** A call before its values have places. A computation in Java has an operator, every other call has a kernel. */
    private sealed interface Draft {
        List<Value> touched();

        record Call(String label, Kernel kernel, List<Value> buffers, int[] arguments) implements Draft {
            @Override
            public List<Value> touched() {
                return buffers;
            }
        }

        record Compute(String label, Operator.OnTensors operator, List<Optional<Value>> inputs, List<Value> outputs) implements Draft {
            @Override
            public List<Value> touched() {
                List<Value> all = new ArrayList<>(outputs);
                inputs.forEach(input -> input.ifPresent(all::add));
                return all;
            }
        }
    }

    private final KernelCache kernels;
    private final List<Draft> drafts = new ArrayList<>();
    private final List<Constant> constants = new ArrayList<>();
    private final Map<Constant, Integer> constantIndexes = new HashMap<>();
    private final Map<Value, Location> places = new IdentityHashMap<>();

    PlanWriter(KernelCache kernels) {
        this.kernels = kernels;
    }

    /** Adds a node's calls. Throws {@link ModelException} with the node's label when its operator cannot be lowered. */
    void add(Planned planned) {
        String label = planned.node().label();
        try {
            switch (planned.operator()) {
                case Operator.View view -> {
                    // Its output is its input.
                }
                case Operator operator when needsTensors(planned) -> {
                    if (!(operator instanceof Operator.OnTensors onTensors)) {
                        throw new OperatorException("does not work on " + exotic(planned));
                    }
                    drafts.add(new Draft.Compute(label, onTensors, planned.inputs(), planned.outputs()));
                }
                case Operator.Elementwise e -> addCalls(label, planned);
                case Operator.Lowered l -> addCalls(label, planned);
                case Operator.Host host -> drafts.add(new Draft.Compute(label, host, planned.inputs(), planned.outputs()));
                case Operator.Control control -> throw new IllegalStateException("control flow is not planned");
            }
        } catch (OperatorException | IllegalArgumentException e) {
            throw new ModelException(label + ": " + e.getMessage(), e);
        }
    }

    private void addCalls(String label, Planned planned) {
        Recipe.Cast cast = new Recipe.Cast(planned);
        for (Recipe.Call call : kernels.recipe(planned).calls()) {
            List<Value> buffers = new ArrayList<>();
            call.buffers().forEach(role -> buffers.add(cast.value(role)));
            drafts.add(new Draft.Call(label, call.kernel(), buffers, call.arguments()));
        }
    }

    /** Whether an operand has elements that kernels cannot load. */
    static boolean needsTensors(Planned planned) {
        return !exotic(planned).isEmpty();
    }

    private static String exotic(Planned planned) {
        for (Optional<Value> input : planned.inputs()) {
            if (input.isPresent() && !Scalar.holds(input.get().dtype())) {
                return input.get().dtype().toString();
            }
        }
        for (Value output : planned.outputs()) {
            if (!Scalar.holds(output.dtype())) {
                return output.dtype().toString();
            }
        }
        return "";
    }

    /** The plan of all that was added. */
    Plan write(Map<String, Value> inputs, Map<String, Value> outputs, Map<String, Tensor> known, Optional<Plan.Stop> stop) {
        Map<Value, Integer> lastUse = new IdentityHashMap<>();
        for (int i = 0; i < drafts.size(); i++) {
            for (Value value : drafts.get(i).touched()) {
                lastUse.put(value.root(), i);
            }
        }
        for (Value output : outputs.values()) {
            lastUse.put(output.root(), drafts.size());
        }
        ArenaMap arena = new ArenaMap();
        List<List<Value>> ending = new ArrayList<>();
        for (int i = 0; i <= drafts.size(); i++) {
            ending.add(new ArrayList<>());
        }
        Map<String, Step.Slot> inputSlots = new LinkedHashMap<>();
        inputs.forEach((name, value) -> {
            if (lastUse.containsKey(value)) {
                place(value, arena, ending, lastUse);
                inputSlots.put(name, slot(value));
            }
        });
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            for (Value value : drafts.get(i).touched()) {
                if (value.root().constant().isEmpty() && !places.containsKey(value.root())) {
                    place(value.root(), arena, ending, lastUse);
                }
            }
            steps.add(switch (drafts.get(i)) {
                case Draft.Call(String label, Kernel kernel, List<Value> buffers, int[] arguments) -> {
                    List<Location> locations = new ArrayList<>();
                    buffers.forEach(buffer -> locations.add(location(buffer)));
                    yield new Step.Call(label, kernel, locations, arguments);
                }
                case Draft.Compute(String label, Operator.OnTensors operator, List<Optional<Value>> ins, List<Value> outs) -> {
                    List<Step.Slot> from = new ArrayList<>();
                    ins.forEach(in -> from.add(in.map(this::slot).orElse(ABSENT)));
                    List<Step.Slot> to = new ArrayList<>();
                    outs.forEach(out -> to.add(slot(out)));
                    yield new Step.Compute(label, operator, from, to);
                }
            });
            for (Value value : ending.get(i)) {
                Location place = places.get(value);
                arena.give(place.offset(), place.length());
            }
        }
        Map<String, Step.Slot> outputSlots = new LinkedHashMap<>();
        outputs.forEach((name, value) -> outputSlots.put(name, slot(value)));
        return new Plan(steps, arena.size(), constants, inputSlots, outputSlots, known, stop);
    }

    private static final Step.Slot ABSENT =
        new Step.Slot(false, new TensorType(DType.F32, Shape.SCALAR), new Location(Location.ARENA, 0, 0));

    private void place(Value root, ArenaMap arena, List<List<Value>> ending, Map<Value, Integer> lastUse) {
        places.put(root, new Location(Location.ARENA, arena.take(root.type().bytes()), root.type().bytes()));
        ending.get(lastUse.get(root)).add(root);
    }

    private Step.Slot slot(Value value) {
        return new Step.Slot(true, value.type(), location(value));
    }

    private Location location(Value value) {
        Optional<Constant> constant = value.constant();
        if (constant.isEmpty()) {
            // Nothing writes a value without elements, so it may have no place.
            return places.getOrDefault(value.root(), new Location(Location.ARENA, 0, 0));
        }
        int index = constantIndexes.computeIfAbsent(constant.get(), c -> {
            constants.add(c);
            return constants.size() - 1;
        });
        return new Location(index, 0, value.type().bytes());
    }
}
