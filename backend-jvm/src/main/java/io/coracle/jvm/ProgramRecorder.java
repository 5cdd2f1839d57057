package io.coracle.jvm;

import io.coracle.jvm.program.Program;
import io.coracle.jvm.x86.MachineCode;
import io.coracle.kernel.Kernel;
import io.coracle.plan.Constant;
import io.coracle.plan.Location;
import io.coracle.plan.Plan;
import io.coracle.plan.Step;
import io.coracle.tensor.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes programs of plans that have run. */
final class ProgramRecorder {
    /** Larger literals are worth computing again. */
    private static final int MOST_DATA = 4 << 20;
    private static final int ALIGNMENT = 64;

    private final X86Backend backend;
    private final SegmentBytes model;
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final Map<Kernel, Integer> kernels = new HashMap<>();
    private final List<MachineCode> codes = new ArrayList<>();
    private final Map<Constant, Integer> indices = new HashMap<>();
    private final List<Program.Constant> constants = new ArrayList<>();

    private ProgramRecorder(X86Backend backend, SegmentBytes model) {
        this.backend = backend;
        this.model = model;
    }

    /** What no program can hold: code that is not machine code, weights in other files, much data that is in none. */
    private static final class NotPossible extends RuntimeException {
        private static final long serialVersionUID = 1;

        private NotPossible() {
            super("no program", null, false, false);
        }
    }

    /**
     * A plan as a program.
     *
     * @param model the file that the plan's weights are part of
     * @return empty for a plan that does more than call machine code
     */
    static Optional<Program> record(Plan plan, X86Backend backend, SegmentBytes model) {
        if (plan.stop().isPresent() || !plan.known().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProgramRecorder(backend, model).program(plan));
        } catch (NotPossible e) {
            return Optional.empty();
        }
    }

    private Program program(Plan plan) {
        List<Program.Call> calls = new ArrayList<>();
        for (Step step : plan.steps()) {
            switch (step) {
                case Step.Call call -> {
                    List<Location> buffers = new ArrayList<>();
                    call.buffers().forEach(buffer -> buffers.add(location(buffer, plan)));
                    calls.add(call(call.label(), call.kernel(), buffers, call.arguments()));
                }
                case Step.Compute c -> throw new NotPossible();
            }
        }
        Program.Signature signature = new Program.Signature(slots(plan.inputs(), plan), slots(plan.outputs(), plan));
        return new Program(signature, plan.arenaBytes(), data.toByteArray(), codes, constants, calls);
    }

    private List<Program.Slot> slots(Map<String, Step.Slot> named, Plan plan) {
        List<Program.Slot> slots = new ArrayList<>();
        named.forEach((name, slot) -> slots.add(new Program.Slot(name, slot.type(), location(slot.location(), plan))));
        return slots;
    }

    private Location location(Location in, Plan plan) {
        return in.source() == Location.ARENA ? in : new Location(constant(plan.constants().get(in.source())), in.offset(), in.length());
    }

    private Program.Call call(String label, Kernel kernel, List<Location> buffers, int[] arguments) {
        X86Backend.Division division = backend.division(kernel, arguments);
        return new Program.Call(label, code(kernel), buffers, arguments, division.iterations(), division.shared());
    }

    private int code(Kernel kernel) {
        return kernels.computeIfAbsent(kernel, k -> {
            codes.add(backend.machineCode(k).orElseThrow(NotPossible::new));
            return codes.size() - 1;
        });
    }

    private int constant(Constant constant) {
        Integer known = indices.get(constant);
        if (known != null) {
            return known;
        }
        Program.Constant added = switch (constant) {
            case Constant.Literal literal -> literal(literal.tensor().bytes());
            case Constant.Prepared prepared -> {
                List<Location> buffers = new ArrayList<>();
                prepared.from().forEach(from -> buffers.add(new Location(constant(from), 0, from.bytes())));
                buffers.add(new Location(constants.size(), 0, prepared.bytes()));
                yield new Program.Constant.Prepared(prepared.bytes(), call("preparing weights", prepared.kernel(), buffers, prepared.arguments()));
            }
        };
        constants.add(added);
        indices.put(constant, constants.size() - 1);
        return constants.size() - 1;
    }

    private Program.Constant literal(Bytes bytes) {
        if (bytes instanceof SegmentBytes mapped) {
            return new Program.Constant.InModel(mapped.offsetIn(model).orElseThrow(NotPossible::new), bytes.size());
        }
        int start = (data.size() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (bytes.size() > MOST_DATA - start) {
            throw new NotPossible();
        }
        data.writeBytes(new byte[start - data.size()]);
        data.writeBytes(bytes.toArray());
        return new Program.Constant.Literal(start, bytes.size());
    }
}
