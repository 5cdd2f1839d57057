package io.coracle.plan;

import io.coracle.backend.Backend;
import io.coracle.backend.CompiledKernel;
import io.coracle.backend.CompiledKernel.Place;
import io.coracle.backend.Memory;
import io.coracle.backend.Sequence;
import io.coracle.graph.Node;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A plan bound to one arena: every address is decided, so that a run only calls. For one thread at a time. */
final class Execution implements AutoCloseable {
    private final Plan plan;
    private final Memory arena;
    private final Backend backend;
    private final List<Part> parts = new ArrayList<>();

    /** Steps that follow each other and run in the same way. */
    private sealed interface Part {
        /** @param first index of the first of the steps */
        record Kernels(int first, Sequence calls) implements Part {}

        record Host(Step.Compute step) implements Part {}
    }

    Execution(Plan plan, Memory arena, Backend backend, ConstantPool constants, ProvenCalls proven) {
        this.plan = plan;
        this.arena = arena;
        this.backend = backend;
        List<CompiledKernel.Call> calls = new ArrayList<>();
        for (int i = 0; i < plan.steps().size(); i++) {
            switch (plan.steps().get(i)) {
                case Step.Call call -> {
                    List<Place> places = new ArrayList<>();
                    for (Location location : call.buffers()) {
                        places.add(place(location, constants));
                    }
                    proven.check(call.kernel(), places, call.arguments(), call.label());
                    calls.add(backend.compile(call.kernel()).bind(places, call.arguments()));
                }
                case Step.Compute compute -> {
                    endSequence(calls, i);
                    parts.add(new Part.Host(compute));
                }
            }
        }
        endSequence(calls, plan.steps().size());
    }

    private void endSequence(List<CompiledKernel.Call> calls, int end) {
        if (!calls.isEmpty()) {
            parts.add(new Part.Kernels(end - calls.size(), backend.sequence(calls)));
            calls.clear();
        }
    }

    private Place place(Location location, ConstantPool constants) {
        Memory memory = location.source() == Location.ARENA ? arena : constants.get(plan.constants().get(location.source()));
        return new Place(memory, location.offset(), location.length());
    }

    private Tensor read(Step.Slot slot, ConstantPool constants, boolean inPlace) {
        Location location = slot.location();
        if (location.source() != Location.ARENA && plan.constants().get(location.source()) instanceof Constant.Literal literal) {
            return literal.tensor().reshape(slot.type().shape());
        }
        Memory memory = place(location, constants).memory();
        long length = slot.type().bytes();
        return Tensor.of(slot.type().dtype(), slot.type().shape(),
            inPlace ? memory.view(location.offset(), length) : memory.read(location.offset(), length));
    }

    private void compute(Step.Compute step, ConstantPool constants) {
        List<Optional<Value>> operands = new ArrayList<>();
        for (Step.Slot input : step.inputs()) {
            operands.add(input.present() ? Optional.of(Value.known(read(input, constants, false))) : Optional.empty());
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < step.outputs().size(); i++) {
            names.add(Integer.toString(i));
        }
        Node shell = new Node("", "", "", 0, List.of(), names, Map.of());
        List<Tensor> results;
        try {
            results = step.operator().evaluate(new NodeOperands(shell, operands));
        } catch (OperatorException | IllegalArgumentException | ArithmeticException e) {
            throw new ModelException(step.label() + ": " + e.getMessage(), e);
        }
        for (int i = 0; i < step.outputs().size(); i++) {
            if (!results.get(i).type().equals(step.outputs().get(i).type())) {
                throw new IllegalStateException(step.label() + ": gave " + results.get(i).type() + ", announced " + step.outputs().get(i).type());
            }
            arena.write(step.outputs().get(i).location().offset(), results.get(i).bytes());
        }
    }

    /** Puts the inputs of the next run where the plan wants them. */
    void give(Map<String, Tensor> inputs) {
        plan.inputs().forEach((name, slot) -> arena.write(slot.location().offset(), inputs.get(name).bytes()));
    }

    /** Lets the backend begin with the run already, if it can do so beside this thread. */
    void begin() {
        if (!parts.isEmpty() && parts.getFirst() instanceof Part.Kernels kernels) {
            kernels.calls().begin();
        }
    }

    /**
     * Runs the plan and reads what is wanted of its outputs. Throws {@link ModelException} when the data are outside what a node accepts.
     *
     * @param inPlace whether outputs may stay where the run left them (see {@link Session#runInPlace})
     */
    Map<String, Tensor> run(ConstantPool constants, Predicate<String> wanted, boolean inPlace) {
        backend.together(() -> runParts(constants));
        Map<String, Tensor> results = new LinkedHashMap<>(plan.known());
        plan.outputs().forEach((name, slot) -> {
            if (wanted.test(name)) {
                results.put(name, read(slot, constants, inPlace));
            }
        });
        return results;
    }

    private void runParts(ConstantPool constants) {
        for (Part part : parts) {
            switch (part) {
                case Part.Kernels kernels -> run(kernels);
                case Part.Host host -> compute(host.step(), constants);
            }
        }
    }

    private void run(Part.Kernels kernels) {
        try {
            kernels.calls().run();
        } catch (Sequence.Broken e) {
            throw new ModelException(plan.steps().get(kernels.first() + e.index()).label() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        for (Part part : parts) {
            if (part instanceof Part.Kernels kernels) {
                kernels.calls().close();
            }
        }
    }
}
