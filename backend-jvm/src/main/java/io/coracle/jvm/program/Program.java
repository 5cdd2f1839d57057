package io.coracle.jvm.program;

import io.coracle.jvm.x86.MachineCode;
import io.coracle.plan.Location;
import io.coracle.tensor.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A plan whose kernels are machine code.
 *
 * @param arenaBytes memory that a run needs besides the constants
 * @param data contents of the literals
 * @param constants each after those that it is made of
 * @param calls in the order they run
 */
public record Program(Signature signature, long arenaBytes, byte[] data, List<MachineCode> codes, List<Constant> constants,
                      List<Call> calls) {
    public Program {
        codes = List.copyOf(codes);
        constants = List.copyOf(constants);
        calls = List.copyOf(calls);
    }

    /** What it takes and gives. */
    public record Signature(List<Slot> inputs, List<Slot> outputs) {
        public Signature {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }

        /** Types of the inputs by name. */
        public Map<String, TensorType> types() {
            Map<String, TensorType> types = new HashMap<>();
            inputs.forEach(input -> types.put(input.name(), input.type()));
            return types;
        }
    }

    /** A value with a name. */
    public record Slot(String name, TensorType type, Location location) {}

    /** What is the same in every run. */
    public sealed interface Constant {
        long bytes();

        /** A part of the model's file. */
        record InModel(long offset, long bytes) implements Constant {}

        /** A part of the program's data. */
        record Literal(int offset, long bytes) implements Constant {}

        /** What a call makes of other constants; its last buffer is this one, filled with zeros before. */
        record Prepared(long bytes, Call call) implements Constant {}
    }

    /**
     * A call of a kernel.
     *
     * @param label the node it comes from, for messages
     * @param code index of the kernel's code
     * @param iterations of its parallel loop
     * @param shared whether threads share them
     */
    public record Call(String label, int code, List<Location> buffers, int[] arguments, int iterations, boolean shared) {
        public Call {
            buffers = List.copyOf(buffers);
        }
    }
}
