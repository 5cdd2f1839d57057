package io.coracle.jvm;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Stmt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** How much a call of a kernel computes, roughly: enough to tell whether threads should share it. */
final class Work {
    /** For loops whose length depends on more than arguments. */
    private static final double GUESS = 16;

    private final Map<Var, Long> known = new HashMap<>();

    private Work() {}

    /** Statements that a call executes. */
    static double estimate(Kernel kernel, int[] arguments) {
        Work work = new Work();
        for (int i = 0; i < arguments.length; i++) {
            work.known.put(kernel.parameters().get(i), (long) arguments[i]);
        }
        return work.block(kernel.body());
    }

    private double block(List<Stmt> body) {
        double sum = 0;
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.Let(Var variable, Expr value) -> {
                    value(value).ifPresent(v -> known.put(variable, v));
                    sum += 1;
                }
                case Stmt.For loop -> {
                    OptionalLong start = value(loop.start());
                    OptionalLong end = value(loop.end());
                    double count = start.isPresent() && end.isPresent()
                        ? Math.max(0, (double) (end.getAsLong() - start.getAsLong()) / loop.step()) : GUESS;
                    sum += count * (1 + block(loop.body()));
                }
                case Stmt.If branch -> sum += Math.max(block(branch.then()), block(branch.otherwise()));
                case Stmt.Assign a -> sum += 1;
                case Stmt.Store s -> sum += 1;
                case Stmt.Require r -> sum += 1;
            }
        }
        return sum;
    }

    private OptionalLong value(Expr e) {
        return switch (e) {
            case Expr.Const c when c.type().scalar().isInteger() -> OptionalLong.of((int) c.bits());
            case Var v when known.containsKey(v) -> OptionalLong.of(known.get(v));
            case Expr.Binary(BinaryOp op, Expr left, Expr right) -> {
                OptionalLong a = value(left);
                OptionalLong b = value(right);
                if (a.isEmpty() || b.isEmpty()) {
                    yield OptionalLong.empty();
                }
                yield switch (op) {
                    case ADD -> OptionalLong.of(a.getAsLong() + b.getAsLong());
                    case SUB -> OptionalLong.of(a.getAsLong() - b.getAsLong());
                    case MUL -> OptionalLong.of(a.getAsLong() * b.getAsLong());
                    case DIV -> b.getAsLong() == 0 ? OptionalLong.empty() : OptionalLong.of(a.getAsLong() / b.getAsLong());
                    case MIN -> OptionalLong.of(Math.min(a.getAsLong(), b.getAsLong()));
                    case MAX -> OptionalLong.of(Math.max(a.getAsLong(), b.getAsLong()));
                    default -> OptionalLong.empty();
                };
            }
            default -> OptionalLong.empty();
        };
    }
}
