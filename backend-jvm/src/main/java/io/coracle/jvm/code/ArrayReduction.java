package io.coracle.jvm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Stmt;
import io.coracle.tensor.DType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A loop that only folds consecutive elements of local arrays into an accumulator, in one of the ways that {@link Arithmetic} has a
 * method for.
 *
 * @param method in {@link Arithmetic}
 * @param operands the arrays, each with the constant that is added to the loop's variable
 */
record ArrayReduction(Var accumulator, String method, List<Operand> operands) {
    record Operand(Buffer buffer, int offset) {}

    static Optional<ArrayReduction> of(Stmt.For loop) {
        if (loop.step() != 1 || loop.mode() != Stmt.Mode.VECTOR || loop.body().size() != 1
            || !(loop.body().getFirst() instanceof Stmt.Assign(Var accumulator, Expr value))) {
            return Optional.empty();
        }
        return switch (value) {
            case Expr.Binary(BinaryOp op, Expr left, Expr right) when left.equals(accumulator) ->
                operand(loop, right).flatMap(x -> method(op, x.buffer().dtype())
                    .map(method -> new ArrayReduction(accumulator, method, List.of(x))));
            case Expr.Fma(Expr a, Expr b, Expr c) when c.equals(accumulator) ->
                operand(loop, a).flatMap(x -> operand(loop, b).filter(y -> x.buffer().dtype() == DType.F32 && y.buffer().dtype() == DType.F32)
                    .map(y -> new ArrayReduction(accumulator, "dot", List.of(x, y))));
            default -> Optional.empty();
        };
    }

    private static Optional<String> method(BinaryOp op, DType dtype) {
        if (dtype == DType.F32) {
            return switch (op) {
                case ADD -> Optional.of("sum");
                case MIN -> Optional.of("min");
                case MAX -> Optional.of("max");
                default -> Optional.empty();
            };
        }
        return dtype == DType.I32 && op == BinaryOp.ADD ? Optional.of("sum") : Optional.empty();
    }

    private static Optional<Operand> operand(Stmt.For loop, Expr e) {
        if (e instanceof Expr.Load load && load.lanes() == 1 && load.active().isEmpty() && load.buffer().role() == Buffer.Role.LOCAL) {
            return Index.of(load.index(), loop.variable(), Set.of(loop.variable())).filter(Index::isDirect)
                .map(index -> new Operand(load.buffer(), index.constant()));
        }
        return Optional.empty();
    }
}
