package io.coracle.kernel;

import io.coracle.kernel.Expr.Var;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What of a kernel decides which elements it touches: loops, named integers, and every access once. The same for all calls of the kernel,
 * and much less than its code.
 */
final class Outline {
    /** In the order of the code. */
    final List<Part> parts;
    private final Set<Var> accumulators = new HashSet<>();

    sealed interface Part {
        /** An integer that never changes. */
        record Name(Var variable, Expr value) implements Part {}

        record Access(Buffer buffer, Expr index, int lanes, Optional<Expr> active) implements Part {}

        record Loop(Var variable, Expr start, Expr end, List<Part> body) implements Part {}

        record Branch(Expr condition, List<Part> then, List<Part> otherwise) implements Part {}
    }

    Outline(Kernel kernel) {
        findAccumulators(kernel.body());
        parts = block(kernel.body());
    }

    private void findAccumulators(List<Stmt> body) {
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.Assign(Var variable, Expr value) -> accumulators.add(variable);
                case Stmt.For loop -> findAccumulators(loop.body());
                case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) -> {
                    findAccumulators(then);
                    findAccumulators(otherwise);
                }
                case Stmt.Let l -> {
                }
                case Stmt.Store s -> {
                }
                case Stmt.Require r -> {
                }
            }
        }
    }

    private List<Part> block(List<Stmt> body) {
        List<Part> into = new ArrayList<>();
        Set<Part> accesses = new HashSet<>();
        Set<Var> named = new HashSet<>();
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.Let(Var variable, Expr value) -> {
                    loads(value, into, accesses);
                    if (variable.type().lanes() == 1 && variable.type().scalar().isInteger() && !accumulators.contains(variable)) {
                        into.add(new Part.Name(variable, value));
                        if (!named.add(variable)) {
                            accesses.clear();
                        }
                    }
                }
                case Stmt.Assign(Var variable, Expr value) -> loads(value, into, accesses);
                case Stmt.Store(Buffer buffer, Expr index, Expr value, Optional<Expr> active) -> {
                    loads(index, into, accesses);
                    loads(value, into, accesses);
                    active.ifPresent(count -> loads(count, into, accesses));
                    add(new Part.Access(buffer, index, value.type().lanes(), active), into, accesses);
                }
                case Stmt.Require(Expr condition, String message) -> loads(condition, into, accesses);
                case Stmt.For loop -> {
                    loads(loop.start(), into, accesses);
                    loads(loop.end(), into, accesses);
                    into.add(new Part.Loop(loop.variable(), loop.start(), loop.end(), block(loop.body())));
                }
                case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) -> {
                    loads(condition, into, accesses);
                    into.add(new Part.Branch(condition, block(then), block(otherwise)));
                }
            }
        }
        return List.copyOf(into);
    }

    private static void loads(Expr expr, List<Part> into, Set<Part> accesses) {
        for (Expr operand : expr.operands()) {
            loads(operand, into, accesses);
        }
        if (expr instanceof Expr.Load(Buffer buffer, Expr index, int lanes, Optional<Expr> active)) {
            add(new Part.Access(buffer, index, lanes, active), into, accesses);
        }
    }

    /** Names mean the same until they are given anew, so an access that is repeated proves nothing. */
    private static void add(Part.Access access, List<Part> into, Set<Part> accesses) {
        if (accesses.add(access)) {
            into.add(access);
        }
    }
}
