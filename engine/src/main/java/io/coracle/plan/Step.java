package io.coracle.plan;

import io.coracle.kernel.Kernel;
import io.coracle.op.Operator;
import io.coracle.tensor.TensorType;
import java.util.List;

/** One thing a plan does. */
public sealed interface Step {
    /** The node it comes from, for messages. */
    String label();

    /** A kernel with places for its buffers and values for its parameters. */
    record Call(String label, Kernel kernel, List<Location> buffers, int[] arguments) implements Step {
        public Call {
            buffers = List.copyOf(buffers);
        }
    }

    /** An operator in plain Java between kernels. Absent inputs have no slot. */
    record Compute(String label, Operator.OnTensors operator, List<Slot> inputs, List<Slot> outputs) implements Step {
        public Compute {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }
    }

    /** A tensor in memory, or none where an optional operand is absent. */
    record Slot(boolean present, TensorType type, Location location) {}
}
