package io.coracle.jvm.x86;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Stmt;
import io.coracle.kernel.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Counts the iterations of a kernel's parallel loop before it runs. */
public final class Iterations {
    private Iterations() {}

    /** 1 for kernels without such a loop, and for those where memory decides how long it is: they run as a whole. */
    public static int count(Kernel kernel, int[] arguments) {
        if (kernel.parallelLoop().isEmpty()) {
            return 1;
        }
        Map<Var, Integer> known = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            known.put(kernel.parameters().get(i), arguments[i]);
        }
        for (Stmt stmt : kernel.body()) {
            if (stmt instanceof Stmt.Let(Var variable, Expr value)) {
                evaluate(value, known).ifPresent(number -> known.put(variable, number));
            }
        }
        Stmt.For loop = kernel.parallelLoop().get();
        OptionalInt start = evaluate(loop.start(), known);
        OptionalInt end = evaluate(loop.end(), known);
        if (start.isEmpty() || end.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        long length = (long) end.getAsInt() - start.getAsInt();
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, (length + loop.step() - 1) / loop.step()));
    }

    private static OptionalInt evaluate(Expr expr, Map<Var, Integer> known) {
        if (!expr.type().equals(Type.I32)) {
            return OptionalInt.empty();
        }
        return switch (expr) {
            case Expr.Const c -> OptionalInt.of((int) c.bits());
            case Var v -> known.containsKey(v) ? OptionalInt.of(known.get(v)) : OptionalInt.empty();
            case Expr.Binary(Expr.BinaryOp op, Expr left, Expr right) -> {
                OptionalInt a = evaluate(left, known);
                OptionalInt b = evaluate(right, known);
                yield a.isEmpty() || b.isEmpty() ? OptionalInt.empty() : apply(op, a.getAsInt(), b.getAsInt());
            }
            default -> OptionalInt.empty();
        };
    }

    private static OptionalInt apply(Expr.BinaryOp op, int a, int b) {
        return switch (op) {
            case ADD -> OptionalInt.of(a + b);
            case SUB -> OptionalInt.of(a - b);
            case MUL -> OptionalInt.of(a * b);
            case DIV -> OptionalInt.of(b == 0 ? 0 : a / b);
            case REM -> OptionalInt.of(b == 0 ? 0 : a % b);
            case MIN -> OptionalInt.of(Math.min(a, b));
            case MAX -> OptionalInt.of(Math.max(a, b));
            default -> OptionalInt.empty();
        };
    }
}
