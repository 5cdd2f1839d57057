package io.coracle.plan;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Scalar;
import io.coracle.op.Operator;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/** Several elementwise operators as one: values between them never reach memory. */
record FusedElementwise(int inputs, List<Stage> stages) implements Operator.Elementwise {
    /**
     * One operator.
     *
     * @param operands the inputs of the whole by their index, then results of earlier stages
     */
    record Stage(Operator.Elementwise operator, List<Integer> operands) {
        Stage {
            operands = List.copyOf(operands);
        }
    }

    FusedElementwise {
        stages = List.copyOf(stages);
    }

    @Override
    public DType result(List<DType> types) {
        List<DType> known = new ArrayList<>(types);
        for (Stage stage : stages) {
            known.add(stage.operator().result(pick(stage.operands(), known)));
        }
        return known.getLast();
    }

    @Override
    public Expr apply(List<Expr> operands, List<DType> types) {
        List<Expr> values = new ArrayList<>(operands);
        List<DType> known = new ArrayList<>(types);
        for (Stage stage : stages) {
            List<Expr> arguments = new ArrayList<>();
            for (Expr value : pick(stage.operands(), values)) {
                boolean truth = value.type().scalar() == Scalar.BOOL;
                arguments.add(truth ? value.select(number(value, 1), number(value, 0)) : value);
            }
            List<DType> argumentTypes = pick(stage.operands(), known);
            values.add(stage.operator().apply(arguments, argumentTypes));
            known.add(stage.operator().result(argumentTypes));
        }
        return values.getLast();
    }

    private static Expr number(Expr truth, int value) {
        return Expr.i32(value).broadcast(truth.type().lanes());
    }

    private static <T> List<T> pick(List<Integer> indexes, List<T> from) {
        List<T> picked = new ArrayList<>();
        indexes.forEach(i -> picked.add(from.get(i)));
        return picked;
    }
}
