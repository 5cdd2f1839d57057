package io.coracle.plan;

import io.coracle.kernel.Kernel;
import io.coracle.kernel.Target;
import io.coracle.op.Operand;
import io.coracle.op.Operator;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.IdentityHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kernel calls of one operator for operands of certain types, without saying which values they are: the layers of a model share
 * one recipe.
 */
record Recipe(List<Call> calls) {
    Recipe {
        calls = List.copyOf(calls);
    }

    /** A kernel with its buffers and parameters. */
    record Call(Kernel kernel, List<Role> buffers, int[] arguments) {}

    /** What an operand is to the operator. Scratch memory is told apart by identity. */
    sealed interface Role extends Operand {
        record Input(int index, TensorType type) implements Role {}

        record Output(int index, TensorType type) implements Role {}

        final class Scratch implements Role {
            private final TensorType type;

            Scratch(TensorType type) {
                this.type = type;
            }

            @Override
            public TensorType type() {
                return type;
            }
        }

        record Literal(Tensor tensor) implements Role {
            @Override
            public TensorType type() {
                return tensor.type();
            }
        }

        record Prepared(TensorType type, Kernel kernel, List<Role> from, int[] arguments) implements Role {}
    }

    /**
     * What a recipe depends on, all that operators may choose by: types, which inputs are constant, which have no byte beyond the target's
     * limit, and the contents of constants of one element.
     */
    record Key(Operator operator, List<Optional<TensorType>> inputs, List<Boolean> constant, List<Boolean> withinLimit,
               List<Optional<Tensor>> numbers, List<TensorType> outputs, int named) {
        static Key of(Planned planned, Target target) {
            List<Optional<TensorType>> inputs = new ArrayList<>();
            List<Boolean> constant = new ArrayList<>();
            List<Boolean> withinLimit = new ArrayList<>();
            List<Optional<Tensor>> numbers = new ArrayList<>();
            for (Optional<Value> input : planned.inputs()) {
                inputs.add(input.map(Value::type));
                constant.add(input.isPresent() && input.get().constant().isPresent());
                withinLimit.add(input.isPresent() && input.get().isWithinLimit(target.bytes()));
                numbers.add(input.flatMap(Value::content).filter(t -> t.size() <= 1));
            }
            List<TensorType> outputs = new ArrayList<>();
            planned.outputs().forEach(output -> outputs.add(output.type()));
            return new Key(planned.operator(), inputs, constant, withinLimit, numbers, outputs, planned.node().outputs().size());
        }
    }

    /** Gives the roles of a recipe the values of a node. */
    static final class Cast {
        private final Planned planned;
        private final Map<Role, Value> values = new IdentityHashMap<>();

        Cast(Planned planned) {
            this.planned = planned;
        }

        Value value(Role role) {
            return switch (role) {
                case Role.Input(int index, TensorType type) -> planned.inputs().get(index).orElseThrow();
                case Role.Output(int index, TensorType type) -> planned.outputs().get(index);
                case Role.Scratch scratch -> values.computeIfAbsent(scratch, s -> Value.computed(s.type()));
                case Role.Literal literal -> values.computeIfAbsent(literal, l -> Value.known(literal.tensor()));
                case Role.Prepared prepared -> {
                    List<Constant> from = new ArrayList<>();
                    prepared.from().forEach(part -> from.add(value(part).constant().orElseThrow()));
                    yield Value.prepared(prepared.type(),
                        new Constant.Prepared(prepared.type().bytes(), prepared.kernel(), from, prepared.arguments()));
                }
            };
        }
    }
}
