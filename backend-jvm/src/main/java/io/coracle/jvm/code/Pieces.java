package io.coracle.jvm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Stmt;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.kernel.Type;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts long blocks of vector code into pieces that become methods of their own. C2 gives up on turning calls of the Vector API into
 * instructions where a method has too many, and then each is thousands of times slower. What a piece leaves for later ones lies in
 * local memory in between; the values that a loop accumulates stay together with it.
 */
final class Pieces {
    /** Vector operations of a piece. */
    private static final int BUDGET = 50;

    private final Names names;
    private final Map<DType, Integer> spilled = new HashMap<>();
    private final Map<DType, Buffer> buffers = new HashMap<>();

    private Pieces(Names names) {
        this.names = names;
    }

    /** A piece is written as an unrolled loop of one iteration; all others are gone by now. */
    static boolean isPiece(Stmt.For loop) {
        return loop.mode() == Mode.UNROLLED;
    }

    static Kernel apply(Kernel kernel) {
        Names names = new Names(kernel);
        Pieces pass = new Pieces(names);
        List<Stmt> body = pass.kernelBody(kernel);
        List<Buffer> locals = new ArrayList<>(names.locals());
        // Sizes are known only now.
        locals.replaceAll(local -> local.size() == 0 ? pass.sized(local) : local);
        return kernel.with(locals, Sizes.replace(body, pass.buffers.values(), pass::sized));
    }

    private Buffer sized(Buffer spill) {
        return new Buffer(spill.id(), spill.name(), spill.dtype(), spill.role(), spilled.get(spill.dtype()));
    }

    private List<Stmt> kernelBody(Kernel kernel) {
        if (kernel.parallelLoop().isEmpty()) {
            return block(kernel.body());
        }
        // What stands before the parallel loop only names values, and the loop stays the last statement.
        Stmt.For parallel = kernel.parallelLoop().get();
        List<Stmt> result = new ArrayList<>(kernel.body().subList(0, kernel.body().size() - 1));
        result.add(new Stmt.For(parallel.variable(), parallel.start(), parallel.end(), parallel.step(), parallel.mode(), block(parallel.body())));
        return result;
    }

    private List<Stmt> block(List<Stmt> body) {
        List<Stmt> inner = new ArrayList<>();
        for (Stmt stmt : body) {
            inner.add(switch (stmt) {
                case Stmt.For loop -> new Stmt.For(loop.variable(), loop.start(), loop.end(), loop.step(), loop.mode(), block(loop.body()));
                case Stmt.If branch -> new Stmt.If(branch.condition(), block(branch.then()), block(branch.otherwise()));
                default -> stmt;
            });
        }
        int total = 0;
        for (Stmt stmt : inner) {
            total += cost(stmt);
        }
        return total <= BUDGET ? inner : cut(inner);
    }

    // What C2 has to inline.

    private static int cost(Stmt stmt) {
        int cost = 0;
        for (Expr e : Trees.expressions(stmt)) {
            cost += cost(e);
        }
        return cost + switch (stmt) {
            case Stmt.Store store -> store.value().type().lanes() == 1 || store.buffer().role() == Buffer.Role.LOCAL ? 1
                : store.active().isPresent() ? 4 : 3;
            case Stmt.For loop when isPiece(loop) -> 0;
            case Stmt.For loop -> {
                int sum = 0;
                for (Stmt inside : loop.body()) {
                    sum += cost(inside);
                }
                yield sum;
            }
            case Stmt.If branch -> {
                int sum = 0;
                for (Stmt inside : branch.then()) {
                    sum += cost(inside);
                }
                for (Stmt inside : branch.otherwise()) {
                    sum += cost(inside);
                }
                yield sum;
            }
            default -> 0;
        };
    }

    private static int cost(Expr e) {
        int cost = switch (e) {
            case Expr.Load load when load.lanes() == 1 -> 1;
            case Expr.Load load -> load.active().isPresent() ? 4 : load.buffer().role() == Buffer.Role.LOCAL ? 1 : 3;
            case Expr.Reduce r -> 4;
            default -> e.type().lanes() > 1 && !(e instanceof Var) ? 1 : 0;
        };
        for (Expr operand : Trees.operands(e)) {
            cost += cost(operand);
        }
        return cost;
    }

    // Cutting.

    /** The end of the statements that must stay together with the one at {@code from}: accumulators with all that assigns them. */
    private static int unitEnd(List<Stmt> body, int from) {
        int end = from + 1;
        Set<Var> own = new HashSet<>();
        for (int i = from; i < end; i++) {
            if (body.get(i) instanceof Stmt.Let let && let.variable().type().lanes() > 1) {
                own.add(let.variable());
                for (int j = body.size() - 1; j >= end; j--) {
                    if (Uses.of(List.of(body.get(j))).assigned().contains(let.variable())) {
                        end = j + 1;
                    }
                }
            }
        }
        return end;
    }

    private List<Stmt> cut(List<Stmt> body) {
        List<List<Stmt>> groups = new ArrayList<>();
        List<Stmt> group = new ArrayList<>();
        int cost = 0;
        int allowed = BUDGET;
        for (int i = 0; i < body.size();) {
            int end = unitEnd(body, i);
            int own = 0;
            for (Stmt stmt : body.subList(i, end)) {
                own += cost(stmt);
            }
            if (cost > 0 && cost + own > allowed) {
                groups.add(group);
                group = new ArrayList<>();
                cost = 0;
                allowed = BUDGET;
            }
            group.addAll(body.subList(i, end));
            cost += own;
            if (own > BUDGET) {
                // What follows a large unit may still join it: a tile is stored where it was computed.
                allowed = cost + BUDGET / 2;
            }
            i = end;
        }
        groups.add(group);
        return new Cut(groups).result();
    }

    private Buffer buffer(DType dtype) {
        return buffers.computeIfAbsent(dtype, d -> names.local("spill", d, 0));
    }

    /** A place in local memory for a value. */
    private final class Spill {
        private final Var variable;
        private final Buffer buffer;
        private final int at;

        Spill(Var variable) {
            this.variable = variable;
            DType dtype = Names.register(variable);
            this.buffer = buffer(dtype);
            this.at = spilled.merge(dtype, variable.type().lanes(), Integer::sum) - variable.type().lanes();
        }

        Stmt store(Expr value) {
            int lanes = variable.type().lanes();
            Expr bits = variable.type().scalar() == Scalar.BOOL
                ? value.select(Expr.i32(1).broadcast(lanes), Expr.i32(0).broadcast(lanes)) : value;
            return new Stmt.Store(buffer, Expr.i32(at), bits, Optional.empty());
        }

        Expr load() {
            Expr value = new Expr.Load(buffer, Expr.i32(at), variable.type().lanes(), Optional.empty());
            return variable.type().scalar() == Scalar.BOOL ? value.ne(Expr.i32(0).broadcast(variable.type().lanes())) : value;
        }
    }

    private final class Cut {
        private final List<List<Stmt>> groups;
        private final List<Stmt> result = new ArrayList<>();
        /** Scalars of earlier pieces, by their names in the original. */
        private final Map<Var, Expr> scalars = new HashMap<>();
        private final Map<Var, Spill> vectors = new LinkedHashMap<>();

        Cut(List<List<Stmt>> groups) {
            this.groups = groups;
        }

        List<Stmt> result() {
            for (int g = 0; g < groups.size(); g++) {
                List<Stmt> rest = new ArrayList<>();
                groups.subList(g + 1, groups.size()).forEach(rest::addAll);
                piece(groups.get(g), Uses.of(rest).variables());
            }
            return result;
        }

        private void piece(List<Stmt> group, Set<Var> usedLater) {
            int first = 0;
            // Addresses at the start need no piece.
            while (first < group.size() && cost(group.get(first)) == 0 && group.get(first) instanceof Stmt.Let let
                && let.variable().type().lanes() == 1) {
                result.add(Trees.replace(let, this::scalar));
                first++;
            }
            List<Stmt> body = group.subList(first, group.size());
            Uses uses = Uses.of(body);
            if (body.isEmpty() || uses.assigned().stream().anyMatch(v -> v.type().lanes() > 1)) {
                // Accumulators of an outer loop cannot leave their method.
                result.addAll(inline(body));
                return;
            }
            List<Stmt> piece = new ArrayList<>();
            List<Stmt> after = new ArrayList<>();
            Map<Var, Expr> inside = new HashMap<>();
            for (Var used : uses.variables()) {
                if (vectors.containsKey(used)) {
                    inside.put(used, named(piece, used, vectors.get(used).load()));
                }
            }
            Set<Var> own = new LinkedHashSet<>();
            List<Stmt> ends = new ArrayList<>();
            for (Var accumulator : uses.assigned()) {
                Var copy = names.variable(accumulator.name(), accumulator.type());
                piece.add(new Stmt.Let(copy, scalar(accumulator)));
                inside.put(accumulator, copy);
                Spill spill = new Spill(accumulator);
                ends.add(spill.store(copy));
                after.add(new Stmt.Assign((Var) scalar(accumulator), spill.load()));
            }
            for (Stmt stmt : body) {
                if (stmt instanceof Stmt.Let let && usedLater.contains(let.variable())) {
                    own.add(let.variable());
                }
            }
            piece.addAll(Trees.replace(body, v -> inside.containsKey(v) ? inside.get(v) : scalar(v)));
            Map<Var, Expr> later = new HashMap<>();
            for (Var variable : own) {
                Spill spill = new Spill(variable);
                ends.add(spill.store(variable));
                if (variable.type().lanes() > 1) {
                    vectors.put(variable, spill);
                } else {
                    Var name = names.variable(variable.name(), variable.type());
                    after.add(new Stmt.Let(name, spill.load()));
                    later.put(variable, name);
                }
            }
            piece.addAll(ends);
            result.add(new Stmt.For(names.variable("piece", Type.I32), Expr.i32(0), Expr.i32(1), 1, Mode.UNROLLED, piece));
            result.addAll(after);
            scalars.putAll(later);
        }

        private List<Stmt> inline(List<Stmt> body) {
            List<Stmt> statements = new ArrayList<>();
            Map<Var, Expr> loaded = new HashMap<>();
            for (Var used : Uses.of(body).variables()) {
                if (vectors.containsKey(used)) {
                    loaded.put(used, named(statements, used, vectors.get(used).load()));
                }
            }
            statements.addAll(Trees.replace(body, v -> loaded.containsKey(v) ? loaded.get(v) : scalar(v)));
            return statements;
        }

        private Var named(List<Stmt> statements, Var like, Expr value) {
            Var name = names.variable(like.name(), like.type());
            statements.add(new Stmt.Let(name, value));
            return name;
        }

        private Expr scalar(Var v) {
            return scalars.getOrDefault(v, v);
        }
    }
}
