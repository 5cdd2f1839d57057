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
 * Cuts long blocks into pieces that become methods of their own. C2 compiles no method of more than 8000 bytes, and gives up on turning
 * calls of the Vector API into instructions where a method has too many; then each is thousands of times slower. What a piece leaves
 * for later ones lies in local memory in between; vectors that a loop accumulates stay together with it.
 */
final class Pieces {
    /** What a vector operation costs where one scalar operation, about five bytes of code, costs 1. */
    private static final int VECTOR = 24;
    private static final int BUDGET = 50 * VECTOR;
    /** Longer expressions are taken apart. */
    private static final int LONGEST = BUDGET / 2;
    /** Names that stay outside of pieces. */
    private static final int MOST_NAMES = 40;

    private final Names names;
    private final boolean vectors;
    private final Map<DType, Integer> spilled = new HashMap<>();
    private final Map<DType, Buffer> buffers = new HashMap<>();

    private Pieces(Names names, boolean vectors) {
        this.names = names;
        this.vectors = vectors;
    }

    /** A piece is written as an unrolled loop of one iteration; all others are gone by now. */
    static boolean isPiece(Stmt.For loop) {
        return loop.mode() == Mode.UNROLLED;
    }

    /** @param vectors whether values of several lanes are vectors; otherwise they are computed one by one */
    static Kernel apply(Kernel kernel, boolean vectors) {
        Names names = new Names(kernel);
        Pieces pass = new Pieces(names, vectors);
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
            Stmt shorter = switch (stmt) {
                case Stmt.For loop when loop.mode() == Mode.VECTOR -> loop;
                case Stmt.For loop -> new Stmt.For(loop.variable(), loop.start(), loop.end(), loop.step(), loop.mode(), block(loop.body()));
                case Stmt.If branch -> new Stmt.If(branch.condition(), block(branch.then()), block(branch.otherwise()));
                case Stmt.Let let -> new Stmt.Let(let.variable(), split(let.value(), inner));
                case Stmt.Assign assign -> new Stmt.Assign(assign.variable(), split(assign.value(), inner));
                case Stmt.Store store -> new Stmt.Store(store.buffer(), store.index(), split(store.value(), inner), store.active());
                case Stmt.Require require -> new Stmt.Require(split(require.condition(), inner), require.message());
            };
            inner.add(shorter);
        }
        return cost(inner) <= BUDGET ? inner : cut(inner);
    }

    /** A long expression in terms of shorter ones, which are named before. */
    private Expr split(Expr e, List<Stmt> before) {
        if (cost(e) <= LONGEST) {
            return e;
        }
        List<Expr> operands = new ArrayList<>();
        for (Expr operand : e.operands()) {
            operands.add(split(operand, before));
        }
        if (e instanceof Expr.Load || operands.isEmpty()) {
            return e;
        }
        Expr shorter = e.with(operands);
        for (int i = 0; i < operands.size() && cost(shorter) > LONGEST; i++) {
            if (cost(operands.get(i)) > LONGEST / 4) {
                Var name = names.variable("part", operands.get(i).type());
                before.add(new Stmt.Let(name, operands.get(i)));
                operands.set(i, name);
                shorter = e.with(operands);
            }
        }
        return shorter;
    }

    // What C2 has to inline.

    private int cost(Stmt stmt) {
        int cost = 0;
        for (Expr e : Trees.expressions(stmt)) {
            cost += cost(e);
        }
        return cost + switch (stmt) {
            case Stmt.Store store -> access(store.value().type().lanes(), store.buffer(), store.active().isPresent());
            case Stmt.For loop -> isPiece(loop) ? 1 : cost(loop.body());
            case Stmt.If branch -> cost(branch.then()) + cost(branch.otherwise());
            case Stmt.Let let -> let.variable().type().lanes() > 1 && !vectors ? let.variable().type().lanes() : 0;
            default -> 0;
        };
    }

    private int cost(List<Stmt> body) {
        int sum = 0;
        for (Stmt stmt : body) {
            sum += cost(stmt);
        }
        return sum;
    }

    private int access(int lanes, Buffer buffer, boolean masked) {
        if (lanes == 1 || !vectors) {
            return 5 * lanes;
        }
        return VECTOR * (masked ? 4 : buffer.role() == Buffer.Role.LOCAL ? 1 : 3);
    }

    private int cost(Expr e) {
        int lanes = e.type().lanes();
        int cost = switch (e) {
            case Expr.Load load -> access(lanes, load.buffer(), load.active().isPresent());
            case Expr.Reduce r -> vectors ? 4 * VECTOR : r.value().type().lanes();
            case Var v -> vectors ? 0 : lanes;
            default -> lanes == 1 ? 1 : vectors ? VECTOR : lanes;
        };
        for (Expr operand : e.operands()) {
            // Lane by lane, addresses are computed again for every one.
            cost += e instanceof Expr.Load && !vectors ? lanes * cost(operand) : cost(operand);
        }
        return cost;
    }

    // Cutting.

    /** The end of the statements that must stay together with the one at {@code from}: accumulators with all that assigns them. */
    private int unitEnd(List<Stmt> body, int from) {
        int end = from + 1;
        Set<Var> own = new HashSet<>();
        for (int i = from; i < end; i++) {
            if (vectors && body.get(i) instanceof Stmt.Let let && let.variable().type().lanes() > 1) {
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
            int own = cost(body.subList(i, end));
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
        private final Map<Var, Spill> spills = new LinkedHashMap<>();

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
            while (first < group.size() && cost(group.get(first)) < VECTOR && group.get(first) instanceof Stmt.Let let
                && let.variable().type().lanes() == 1 && result.size() < MOST_NAMES
                && Uses.of(let.value()).variables().stream().noneMatch(spills::containsKey)) {
                result.add(Trees.replace(let, this::scalar));
                first++;
            }
            List<Stmt> body = group.subList(first, group.size());
            Uses uses = Uses.of(body);
            if (body.isEmpty() || vectors && uses.assigned().stream().anyMatch(v -> v.type().lanes() > 1)) {
                // Accumulators of an outer loop cannot leave their method.
                result.addAll(inline(body));
                return;
            }
            List<Stmt> piece = new ArrayList<>();
            List<Stmt> after = new ArrayList<>();
            Map<Var, Expr> inside = new HashMap<>();
            for (Var used : uses.variables()) {
                if (spills.containsKey(used)) {
                    inside.put(used, named(piece, used, spills.get(used).load()));
                }
            }
            Set<Var> own = new LinkedHashSet<>();
            List<Stmt> ends = new ArrayList<>();
            for (Var accumulator : uses.assigned()) {
                if (spills.containsKey(accumulator)) {
                    // It lives in local memory already.
                    ends.add(spills.get(accumulator).store(inside.get(accumulator)));
                    continue;
                }
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
                    spills.put(variable, spill);
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
                if (spills.containsKey(used)) {
                    loaded.put(used, named(statements, used, spills.get(used).load()));
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
