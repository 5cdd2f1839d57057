package io.coracle.jvm.code;

import io.coracle.jvm.code.LoopGraph.Kind;
import io.coracle.jvm.code.LoopGraph.Node;
import io.coracle.jvm.code.LoopGraph.Reduction;
import io.coracle.jvm.code.LoopGraph.Write;
import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.kernel.Stmt;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One vector loop as several: operations are sorted into stages of one {@link Kind}, each a loop of its own, and values that a later
 * stage needs lie in local arrays in between.
 */
final class LoopStages {
    /** Weight of packed operations that makes up for the loops around them. */
    private static final int WORTHWHILE = 6;

    private final LoopGraph graph;
    private final boolean wholeArrays;
    private final Names names;
    private final ArrayPool pool;
    private final Map<Node, Integer> stageOf = new HashMap<>();
    private final List<List<Node>> stages = new ArrayList<>();
    private final Map<Node, Integer> lastUse = new HashMap<>();
    private final Map<Write, Integer> writeStage = new LinkedHashMap<>();

    private LoopStages(LoopGraph graph, boolean wholeArrays, Names names, ArrayPool pool) {
        this.graph = graph;
        this.wholeArrays = wholeArrays;
        this.names = names;
        this.pool = pool;
    }

    /** The stages of a loop, or empty where it is better run as it is. */
    static Optional<LoopStages> of(Stmt.For loop, boolean wholeArrays, Names names, ArrayPool pool) {
        Optional<LoopGraph> graph = LoopGraph.of(loop, wholeArrays);
        if (graph.isEmpty() || !isWorthwhile(graph.get())) {
            return Optional.empty();
        }
        LoopStages stages = new LoopStages(graph.get(), wholeArrays, names, pool);
        stages.sort();
        stages.findLastUses();
        return Optional.of(stages);
    }

    private static boolean isWorthwhile(LoopGraph graph) {
        int packed = 0;
        int others = 0;
        for (Node node : graph.nodes) {
            if (node.kind == Kind.PACKED) {
                packed += Packable.weight(node.expr);
            } else if (node.kind == Kind.SCALAR || node.kind == Kind.BITS) {
                others++;
            }
        }
        for (Write write : graph.writes) {
            others += write.index().isEmpty() || !Packable.isPacked(write.buffer().dtype()) ? 1 : 0;
        }
        return others == 0 && (packed > 0 || !graph.reductions.isEmpty()) || packed >= WORTHWHILE || !graph.reductions.isEmpty();
    }

    private static boolean isComputed(Node node) {
        return node.kind == Kind.PACKED || node.kind == Kind.SCALAR || node.kind == Kind.BITS;
    }

    // Sorting. Phases alternate between the kinds: phase 3n copies bits, 3n + 1 is scalar, 3n + 2 is packed.

    private static int phaseKind(Kind kind) {
        return switch (kind) {
            case BITS -> 0;
            case SCALAR -> 1;
            case PACKED -> 2;
            case INVARIANT, FREE, COPIED -> throw new IllegalArgumentException("not computed in a loop: " + kind);
        };
    }

    private static int phase(int earliest, int kind) {
        int phase = Math.max(0, earliest);
        while (phase % 3 != kind) {
            phase++;
        }
        return phase;
    }

    private void sort() {
        Map<Node, Integer> phases = new HashMap<>();
        Map<Integer, List<Node>> byPhase = new TreeMap<>();
        Map<Write, Integer> writePhases = new LinkedHashMap<>();
        for (Node node : graph.nodes) {
            if (isComputed(node)) {
                int kind = phaseKind(node.kind);
                int earliest = 0;
                for (Node operand : node.operands) {
                    int of = phases.getOrDefault(operand, -1);
                    earliest = Math.max(earliest, node.kind == Kind.BITS ? of + 1 : of);
                }
                phases.put(node, phase(earliest, kind));
            }
        }
        delay(phases);
        for (Node node : graph.nodes) {
            if (isComputed(node)) {
                byPhase.computeIfAbsent(phases.get(node), p -> new ArrayList<>()).add(node);
            }
        }
        for (Write write : graph.writes) {
            int of = phases.getOrDefault(write.value(), -1);
            int at = write.at().map(node -> phases.getOrDefault(node, -1)).orElse(-1);
            boolean packed = write.index().isPresent() && Packable.isPacked(write.buffer().dtype()) && write.value().kind != Kind.SCALAR;
            int phase = phase(Math.max(of, at), packed ? 2 : 1);
            writePhases.put(write, phase);
            byPhase.computeIfAbsent(phase, p -> new ArrayList<>());
        }
        Map<Integer, Integer> lastStage = new HashMap<>();
        byPhase.forEach((phase, nodes) -> {
            List<Node> stage = new ArrayList<>();
            int weight = 0;
            for (Node node : nodes) {
                int own = phase % 3 == 2 ? cost(node) : 0;
                if (weight + own > Packable.HEAVIEST && !stage.isEmpty()) {
                    addStage(stage);
                    stage = new ArrayList<>();
                    weight = 0;
                }
                weight += own;
                stage.add(node);
            }
            addStage(stage);
            lastStage.put(phase, stages.size() - 1);
        });
        writePhases.forEach((write, phase) -> {
            // Next to the value where that is possible; a later part of the same phase otherwise.
            Integer of = stageOf.get(write.value());
            boolean together = of != null && phases.get(write.value()).equals(phase) && write.at().isEmpty();
            writeStage.put(write, together ? of : lastStage.get(phase));
        });
    }

    /** Moves scalar operations, such as comparisons, to the scalar phase where they are used: one loop less, and one array. */
    private void delay(Map<Node, Integer> phases) {
        Map<Node, Integer> firstUse = new HashMap<>();
        for (Write write : graph.writes) {
            firstUse.put(write.value(), 0);
            write.at().ifPresent(at -> firstUse.put(at, 0));
        }
        for (Reduction reduction : graph.reductions) {
            firstUse.put(reduction.value(), 0);
            reduction.factor().ifPresent(factor -> firstUse.put(factor, 0));
        }
        for (Node node : graph.nodes.reversed()) {
            int use = firstUse.getOrDefault(node, 0);
            if (node.kind == Kind.SCALAR && use > phases.get(node) && use % 3 == phaseKind(Kind.SCALAR)) {
                phases.put(node, use);
            }
            if (isComputed(node)) {
                node.operands.forEach(operand -> firstUse.merge(operand, phases.get(node), Math::min));
            }
        }
    }

    private static int cost(Node node) {
        int cost = Packable.weight(node.expr) + 1;
        for (Node operand : node.operands) {
            cost += operand.kind == Kind.FREE || operand.kind == Kind.COPIED ? 1 : 0;
        }
        return cost;
    }

    private void addStage(List<Node> stage) {
        for (Node node : stage) {
            stageOf.put(node, stages.size());
        }
        stages.add(stage);
    }

    private void use(Node node, int stage) {
        lastUse.merge(node, stage, Math::max);
    }

    private void findLastUses() {
        for (int i = 0; i < stages.size(); i++) {
            for (Node node : stages.get(i)) {
                for (Node operand : node.operands) {
                    use(operand, i);
                }
            }
        }
        writeStage.forEach((write, stage) -> {
            use(write.value(), stage);
            write.at().ifPresent(at -> use(at, stage));
        });
        for (Reduction reduction : graph.reductions) {
            use(reduction.value(), stages.size());
            reduction.factor().ifPresent(factor -> use(factor, stages.size()));
        }
    }

    // Writing.

    /**
     * The loops.
     *
     * @param v runs from {@code start} to {@code end} in each of them
     * @param size of the local arrays
     */
    List<Stmt> emit(Expr start, Expr end, Var v, int size) {
        return new Emission(start, end, v, size, Optional.empty()).statements();
    }

    /** The loops over one block of the original one, which begins at {@code block}. */
    List<Stmt> emit(Expr start, Expr end, Var v, int size, Var block) {
        return new Emission(start, end, v, size, Optional.of(block)).statements();
    }

    private final class Emission {
        private final Expr start;
        private final Expr end;
        private final Var v;
        private final int size;
        private final Expr iteration;
        private final List<Stmt> result = new ArrayList<>();
        private final Map<Node, Expr> invariants = new HashMap<>();
        private final Map<Node, Buffer> arrays = new HashMap<>();
        private final List<Buffer> taken = new ArrayList<>();

        Emission(Expr start, Expr end, Var v, int size, Optional<Var> block) {
            this.start = start;
            this.end = end;
            this.v = v;
            this.size = size;
            this.iteration = block.isPresent() ? v.plus(block.get()) : v;
        }

        List<Stmt> statements() {
            result.addAll(graph.hoisted);
            for (Node node : graph.nodes) {
                if (node.kind == Kind.COPIED) {
                    Buffer array = array(node.buffer().dtype());
                    arrays.put(node, array);
                    loop(List.of(store(array, load(node.buffer(), node.index.orElseThrow().at(iteration)))));
                }
            }
            Map<Write, Buffer> results = new LinkedHashMap<>();
            for (int i = 0; i < stages.size(); i++) {
                stage(i, results);
                for (Node node : graph.nodes) {
                    if (arrays.containsKey(node) && lastUse.getOrDefault(node, -1) <= i) {
                        release(arrays.remove(node));
                    }
                }
            }
            results.forEach((write, array) -> loop(List.of(new Stmt.Store(write.buffer(),
                write.index().orElseThrow().at(iteration), load(array, v), Optional.empty()))));
            graph.reductions.forEach(this::reduce);
            taken.forEach(pool::give);
            return result;
        }

        private void loop(List<Stmt> body) {
            result.add(new Stmt.For(v, start, end, 1, Mode.VECTOR, body));
        }

        private Expr load(Buffer buffer, Expr index) {
            return new Expr.Load(buffer, index, 1, Optional.empty());
        }

        private Stmt store(Buffer array, Expr value) {
            return new Stmt.Store(array, v, value, Optional.empty());
        }

        private Buffer array(DType dtype) {
            Buffer array = pool.take(dtype, size);
            taken.add(array);
            return array;
        }

        private void release(Buffer array) {
            taken.remove(array);
            pool.give(array);
        }

        private Expr invariant(Node node) {
            return invariants.computeIfAbsent(node, n -> {
                if (n.expr instanceof Expr.Const || n.expr instanceof Var) {
                    return n.expr;
                }
                Var name = names.variable("same", n.expr.type());
                result.add(new Stmt.Let(name, n.expr));
                return name;
            });
        }

        /** The bits of an operation's only operand, copied from array to array. */
        private void bits(Node node) {
            Node operand = node.operands.getFirst();
            Buffer from = arrays.get(operand);
            if (from == null || Storage.of(from.dtype()).shift() != Storage.of(Names.register(operand.expr)).shift()) {
                from = array(Names.register(operand.expr));
                List<Stmt> body = new ArrayList<>();
                Expr value = reference(operand, new HashMap<>(), body);
                body.add(store(from, value));
                loop(body);
            }
            Buffer to = array(Names.register(node.expr));
            arrays.put(node, to);
            loop(List.of(store(to, new Expr.Bitcast(node.expr.type().scalar(), load(from, v)))));
        }

        private void stage(int index, Map<Write, Buffer> results) {
            List<Stmt> body = new ArrayList<>();
            Map<Node, Expr> here = new HashMap<>();
            for (Node node : stages.get(index)) {
                if (node.kind == Kind.BITS) {
                    bits(node);
                    continue;
                }
                List<Expr> operands = new ArrayList<>();
                for (Node operand : node.operands) {
                    operands.add(reference(operand, here, body));
                }
                Expr value = value(node, operands);
                Var name = names.variable("s", value.type());
                body.add(new Stmt.Let(name, value));
                here.put(node, name);
            }
            for (Node node : stages.get(index)) {
                if (node.kind != Kind.BITS && lastUse.getOrDefault(node, -1) > index) {
                    Buffer array = array(Names.register(node.expr));
                    arrays.put(node, array);
                    Expr value = here.get(node);
                    body.add(store(array, value.type().scalar() == Scalar.BOOL ? value.select(Expr.i32(1), Expr.i32(0)) : value));
                }
            }
            writeStage.forEach((write, stage) -> {
                if (stage == index) {
                    write(write, here, body, results);
                }
            });
            if (!body.isEmpty()) {
                loop(body);
            }
        }

        private void write(Write write, Map<Node, Expr> here, List<Stmt> body, Map<Write, Buffer> results) {
            Expr value = reference(write.value(), here, body);
            if (write.index().isEmpty()) {
                Expr at = reference(write.at().orElseThrow(), here, body);
                body.add(new Stmt.Store(write.buffer(), at, value, Optional.empty()));
            } else if (wholeArrays && write.buffer().role() == Buffer.Role.LOCAL && write.index().get().isDirect()) {
                body.add(new Stmt.Store(write.buffer(), write.index().get().at(iteration), value, Optional.empty()));
            } else {
                Buffer array = array(write.buffer().dtype());
                results.put(write, array);
                body.add(store(array, value));
            }
        }

        /** The operation itself: loads read the array their elements were copied to. */
        private Expr value(Node node, List<Expr> operands) {
            if (node.expr instanceof Expr.Load gathered) {
                return node.index.isPresent() ? load(arrays.get(node.operands.getFirst()), v) : load(gathered.buffer(), operands.getFirst());
            }
            return node.expr.with(operands);
        }

        /** A node's value inside a stage's loop. */
        private Expr reference(Node node, Map<Node, Expr> here, List<Stmt> body) {
            if (node.kind == Kind.INVARIANT) {
                return invariant(node);
            }
            if (node.kind == Kind.FREE) {
                return Trees.replace(node.expr, used -> isLoopVariable(used) ? iteration : used);
            }
            return here.computeIfAbsent(node, n -> {
                Expr element = load(arrays.get(n), v);
                boolean truth = n.expr.type().scalar() == Scalar.BOOL;
                Var name = names.variable("s", n.expr.type());
                body.add(new Stmt.Let(name, truth ? element.ne(Expr.i32(0)) : element));
                return name;
            });
        }

        private boolean isLoopVariable(Var used) {
            return used.equals(graph.variable());
        }

        private void reduce(Reduction reduction) {
            List<Expr> operands = new ArrayList<>();
            for (Node node : reduction.factor().isPresent() ? List.of(reduction.value(), reduction.factor().get()) : List.of(reduction.value())) {
                if (!arrays.containsKey(node) || !Names.registerDType(arrays.get(node).dtype())) {
                    Buffer array = array(Names.register(node.expr));
                    List<Stmt> body = new ArrayList<>();
                    Expr value = reference(node, new HashMap<>(), body);
                    body.add(store(array, value));
                    loop(body);
                    arrays.put(node, array);
                }
                operands.add(load(arrays.get(node), v));
            }
            Var accumulator = reduction.accumulator();
            Expr next = reduction.factor().isPresent() ? new Expr.Fma(operands.get(0), operands.get(1), accumulator)
                : new Expr.Binary(reduction.op(), accumulator, operands.getFirst());
            loop(List.of(new Stmt.Assign(accumulator, next)));
        }
    }
}
