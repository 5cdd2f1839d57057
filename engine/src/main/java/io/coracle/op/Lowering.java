package io.coracle.op;

import io.coracle.kernel.ByteProducts;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Target;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/** Takes the kernel calls of one operator, in order. */
public interface Lowering {
    Target target();

    /** Whether input {@code i} is given. */
    boolean has(int i);

    Operand input(int i);

    /** How many outputs the node names. */
    int outputs();

    /** Output {@code i}; memory nobody reads when the node does not name it. */
    Operand output(int i);

    /** Memory that lives until the operator's last call; contents at the start are undefined. */
    Operand scratch(DType dtype, Shape shape);

    /** The contents of an operand that is known when the plan is made, such as a weight. */
    Optional<Tensor> content(Operand operand);

    /** Whether an operand is the same in every run, so that it can be {@link #prepared}. */
    boolean isConstant(Operand operand);

    /**
     * Whether no byte of an operand is beyond the {@link ByteProducts#limit} of the target. False where that makes no difference, and of all
     * but inputs whose contents are known.
     */
    boolean isWithinLimit(Operand operand);

    /** Contents made while lowering. */
    Operand constant(Tensor tensor);

    /**
     * Weights in another layout. The kernel runs once for all plans of a model: its last buffer is the new memory, filled with zeros
     * before, its others are {@code from}.
     *
     * @throws IllegalArgumentException when an operand's contents are not known
     */
    Operand prepared(TensorType type, Kernel kernel, List<Operand> from, int... arguments);

    /** As {@link #prepared(TensorType, Kernel, List, int...)}, with a kernel that may be there already. */
    Operand prepared(TensorType type, KernelSource kernel, List<Operand> from, int... arguments);

    /** Calls a kernel with its buffers and parameters, in the kernel's order. */
    void call(Kernel kernel, List<Operand> buffers, int... arguments);

    /** As {@link #call(Kernel, List, int...)}, with a kernel that may be there already. */
    void call(KernelSource kernel, List<Operand> buffers, int... arguments);
}
