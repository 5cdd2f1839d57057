package io.coracle.plan;

import io.coracle.kernel.Kernel;
import io.coracle.kernel.Target;
import io.coracle.op.KernelSource;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.OperatorException;
import io.coracle.plan.Recipe.Role;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes down what an operator lowers to. */
final class Recorder implements Lowering {
    private final Planned planned;
    private final KernelCache kernels;
    private final List<Recipe.Call> calls = new ArrayList<>();
    private boolean reusable = true;

    Recorder(Planned planned, KernelCache kernels) {
        this.planned = planned;
        this.kernels = kernels;
    }

    Recipe recipe() {
        return new Recipe(calls);
    }

    /** Whether the recipe depends on nothing but its {@link Recipe.Key}. */
    boolean isReusable() {
        return reusable;
    }

    @Override
    public Target target() {
        return kernels.target();
    }

    @Override
    public boolean has(int i) {
        return i < planned.inputs().size() && planned.inputs().get(i).isPresent();
    }

    @Override
    public Operand input(int i) {
        if (!has(i)) {
            throw new OperatorException("input " + i + " is missing");
        }
        return new Role.Input(i, planned.inputs().get(i).get().type());
    }

    @Override
    public int outputs() {
        return planned.node().outputs().size();
    }

    @Override
    public Operand output(int i) {
        return new Role.Output(i, planned.outputs().get(i).type());
    }

    @Override
    public Operand scratch(DType dtype, Shape shape) {
        return new Role.Scratch(new TensorType(dtype, shape));
    }

    @Override
    public Optional<Tensor> content(Operand operand) {
        return switch ((Role) operand) {
            case Role.Input(int index, TensorType type) -> {
                Optional<Tensor> content = planned.inputs().get(index).flatMap(Value::content);
                reusable &= content.isEmpty() || content.get().size() <= 1;
                yield content;
            }
            case Role.Literal(Tensor tensor) -> Optional.of(tensor);
            case Role.Output o -> Optional.empty();
            case Role.Scratch s -> Optional.empty();
            case Role.Prepared p -> Optional.empty();
        };
    }

    @Override
    public boolean isConstant(Operand operand) {
        return switch ((Role) operand) {
            case Role.Input(int index, TensorType type) -> planned.inputs().get(index).flatMap(Value::constant).isPresent();
            case Role.Literal l -> true;
            case Role.Prepared p -> true;
            case Role.Output o -> false;
            case Role.Scratch s -> false;
        };
    }

    @Override
    public boolean isWithinLimit(Operand operand) {
        return operand instanceof Role.Input input && planned.inputs().get(input.index()).orElseThrow().isWithinLimit(target().bytes());
    }

    @Override
    public Operand constant(Tensor tensor) {
        return new Role.Literal(tensor);
    }

    @Override
    public Operand prepared(TensorType type, Kernel kernel, List<Operand> from, int... arguments) {
        return preparedBy(type, kernels.get(kernel), from, arguments);
    }

    @Override
    public Operand prepared(TensorType type, KernelSource kernel, List<Operand> from, int... arguments) {
        return preparedBy(type, kernels.get(kernel), from, arguments);
    }

    private Operand preparedBy(TensorType type, Kernel kernel, List<Operand> from, int[] arguments) {
        List<Role> roles = new ArrayList<>();
        for (Operand operand : from) {
            if (!isConstant(operand)) {
                throw new IllegalArgumentException("only constants can be prepared");
            }
            roles.add((Role) operand);
        }
        return new Role.Prepared(type, kernel, roles, arguments.clone());
    }

    @Override
    public void call(Kernel kernel, List<Operand> buffers, int... arguments) {
        callTo(kernels.get(kernel), buffers, arguments);
    }

    @Override
    public void call(KernelSource kernel, List<Operand> buffers, int... arguments) {
        callTo(kernels.get(kernel), buffers, arguments);
    }

    private void callTo(Kernel kernel, List<Operand> buffers, int[] arguments) {
        if (buffers.size() != kernel.buffers().size() || arguments.length != kernel.parameters().size()) {
            throw new IllegalStateException("kernel " + kernel.name() + " takes " + kernel.buffers().size() + " buffers and "
                + kernel.parameters().size() + " parameters, got " + buffers.size() + " and " + arguments.length);
        }
        List<Role> roles = new ArrayList<>();
        buffers.forEach(buffer -> roles.add((Role) buffer));
        calls.add(new Recipe.Call(kernel, roles, arguments.clone()));
    }
}
