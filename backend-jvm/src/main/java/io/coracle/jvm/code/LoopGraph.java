package io.coracle.jvm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Stmt;
import io.coracle.kernel.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The body of a vector loop as a graph of operations, each at most once. */
final class LoopGraph {
    /** Where and how an operation is best computed. */
    enum Kind {
        /** The same in every iteration: computed once, before the loop. */
        INVARIANT,
        /** Index arithmetic, or an element of an array at the loop's own index: computed wherever it is used. */
        FREE,
        /** Consecutive elements of memory: copied to an array before the loop. */
        COPIED,
        /** The bits of another operation: a copy between two arrays. */
        BITS,
        /** What C2 cannot pack: in a loop with its like. */
        SCALAR,
        /** What C2 packs. */
        PACKED
    }

    /** @param expr the operation; operands that are nodes stand in {@code operands}, in order */
    static final class Node {
        final Kind kind;
        final Expr expr;
        final List<Node> operands;
        /** Of consecutive loads. */
        final Optional<Index> index;

        Node(Kind kind, Expr expr, List<Node> operands, Optional<Index> index) {
            this.kind = kind;
            this.expr = expr;
            this.operands = operands;
            this.index = index;
        }

        Buffer buffer() {
            return ((Expr.Load) expr).buffer();
        }
    }

    /**
     * @param index of a store to consecutive elements
     * @param at where the element goes otherwise
     */
    record Write(Buffer buffer, Optional<Index> index, Optional<Node> at, Node value) {}

    /** {@code accumulator = op(accumulator, value)}, or {@code fma(value, factor, accumulator)}. */
    record Reduction(Var accumulator, Expr.BinaryOp op, Node value, Optional<Node> factor) {}

    /** Names of the body for what is the same in every iteration, to be computed before the loop. */
    final List<Stmt.Let> hoisted = new ArrayList<>();
    final List<Node> nodes = new ArrayList<>();
    final List<Write> writes = new ArrayList<>();
    final List<Reduction> reductions = new ArrayList<>();
    private final Stmt.For loop;
    private final boolean wholeArrays;
    private final Set<Buffer> stored = new HashSet<>();
    private final Set<Buffer> storedAlready = new HashSet<>();
    private final Set<Var> varying = new HashSet<>();
    private final Map<Var, Node> named = new HashMap<>();
    private final Map<Object, Node> known = new HashMap<>();
    private final Set<Var> reduced = new HashSet<>();
    private boolean fits = true;

    private record Key(Expr shape, List<Node> operands) {}

    private LoopGraph(Stmt.For loop, boolean wholeArrays) {
        this.loop = loop;
        this.wholeArrays = wholeArrays;
    }

    /**
     * The graph of a loop, or empty for loops that are not straight-line code or whose statements read what others wrote.
     *
     * @param wholeArrays whether local buffers can be indexed by the loop's variable itself
     */
    static Optional<LoopGraph> of(Stmt.For loop, boolean wholeArrays) {
        LoopGraph graph = new LoopGraph(loop, wholeArrays);
        graph.build();
        return graph.fits ? Optional.of(graph) : Optional.empty();
    }

    /** The loop's variable. */
    Var variable() {
        return loop.variable();
    }

    private void build() {
        varying.add(loop.variable());
        for (Stmt stmt : loop.body()) {
            if (stmt instanceof Stmt.Store store) {
                stored.add(store.buffer());
            } else if (stmt instanceof Stmt.Assign assign) {
                reduced.add(assign.variable());
            }
        }
        for (Stmt stmt : loop.body()) {
            switch (stmt) {
                case Stmt.Let(Var variable, Expr value) when !varies(expand(value)) -> {
                    // The name stays: written out wherever it is used, what has many names would grow exponentially.
                    fits &= !touches(value);
                    hoisted.add(new Stmt.Let(variable, value));
                }
                case Stmt.Let(Var variable, Expr value) -> {
                    Node node = node(value);
                    named.put(variable, node);
                    if (node.kind != Kind.INVARIANT) {
                        varying.add(variable);
                    }
                }
                case Stmt.Assign(Var variable, Expr value) -> reduce(variable, value);
                case Stmt.Store store when store.active().isEmpty() && store.value().type().lanes() == 1 -> write(store);
                default -> fits = false;
            }
        }
        Set<Object> places = new HashSet<>();
        Set<Buffer> scattered = new HashSet<>();
        for (Write write : writes) {
            // Writes of one iteration to one place must keep their order; where it shows that the places differ, any order does.
            fits &= write.index().isPresent() ? places.add(List.of(write.buffer(), write.index().get()))
                : scattered.add(write.buffer()) && writes.stream().filter(w -> w.buffer().equals(write.buffer())).count() == 1;
        }
        Set<Var> distinct = new HashSet<>();
        for (Reduction reduction : reductions) {
            fits &= distinct.add(reduction.accumulator());
        }
    }

    private void reduce(Var accumulator, Expr value) {
        switch (value) {
            case Expr.Binary(Expr.BinaryOp op, Expr left, Expr right) when left.equals(accumulator) ->
                reductions.add(new Reduction(accumulator, op, node(right), Optional.empty()));
            case Expr.Fma(Expr a, Expr b, Expr c) when c.equals(accumulator) ->
                reductions.add(new Reduction(accumulator, Expr.BinaryOp.ADD, node(a), Optional.of(node(b))));
            default -> fits = false;
        }
    }

    private void write(Stmt.Store store) {
        Node value = node(store.value());
        Optional<Index> index = Index.of(expand(store.index()), loop.variable(), varying).filter(i -> i.stride() == 1);
        Optional<Node> at = index.isPresent() ? Optional.empty() : Optional.of(node(store.index()));
        writes.add(new Write(store.buffer(), index, at, value));
        storedAlready.add(store.buffer());
    }

    /** An expression in which names of the body that are index arithmetic are written out. */
    private Expr expand(Expr e) {
        return Trees.replace(e, v -> {
            Node node = named.get(v);
            return node != null && (node.kind == Kind.INVARIANT || node.kind == Kind.FREE && !(node.expr instanceof Expr.Load))
                ? node.expr : v;
        });
    }

    private boolean varies(Expr e) {
        return e.any(part -> part instanceof Var v && varying.contains(v));
    }

    private boolean touches(Expr e) {
        return e.any(part -> part instanceof Expr.Load load && stored.contains(load.buffer())
            || part instanceof Var v && reduced.contains(v));
    }

    private Node node(Expr unexpanded) {
        if (unexpanded instanceof Var v && named.containsKey(v)) {
            return named.get(v);
        }
        Expr e = expand(unexpanded);
        if (e.type().lanes() != 1) {
            fits = false;
        }
        if (!varies(e)) {
            fits &= !touches(e);
            return intern(Kind.INVARIANT, e, List.of(), Optional.empty());
        }
        if (e instanceof Var v) {
            return v.equals(loop.variable()) ? intern(Kind.FREE, v, List.of(), Optional.empty()) : named.get(v);
        }
        if (e instanceof Expr.Load load) {
            return load(load);
        }
        List<Node> operands = new ArrayList<>();
        boolean free = e.type().equals(Type.I32) && Packable.isPacked(e);
        for (Expr operand : e.operands()) {
            Node node = node(operand);
            operands.add(node);
            free &= node.kind == Kind.INVARIANT && !(node.expr instanceof Expr.Load)
                || node.kind == Kind.FREE && !(node.expr instanceof Expr.Load);
        }
        if (free && !(e instanceof Expr.Cast)) {
            return intern(Kind.FREE, e, List.of(), Optional.empty());
        }
        Kind kind = e instanceof Expr.Bitcast ? Kind.BITS : Packable.isPacked(e) ? Kind.PACKED : Kind.SCALAR;
        return intern(kind, e, operands, Optional.empty());
    }

    private Node load(Expr.Load load) {
        fits &= load.active().isEmpty() && !storedAlready.contains(load.buffer());
        Optional<Index> index = Index.of(load.index(), loop.variable(), varying);
        if (index.isEmpty() || index.get().stride() != 1) {
            fits &= !stored.contains(load.buffer());
            return intern(Kind.SCALAR, load, List.of(node(load.index())), Optional.empty());
        }
        boolean packed = Packable.isPacked(load.buffer().dtype());
        boolean local = load.buffer().role() == Buffer.Role.LOCAL && index.get().isDirect();
        boolean chunk = load.buffer().role() == Buffer.Role.PACKED && load.buffer().size() > 0;
        if (wholeArrays && packed && !stored.contains(load.buffer()) && (local || chunk)) {
            return intern(Kind.FREE, load, List.of(), index);
        }
        Node copied = intern(Kind.COPIED, load, List.of(), index);
        // Narrow integers are widened one by one, into an array that packed loops can read.
        return packed ? copied : intern(Kind.SCALAR, new Expr.Load(load.buffer(), load.index(), 1, Optional.empty()), List.of(copied), index);
    }

    private Node intern(Kind kind, Expr e, List<Node> operands, Optional<Index> index) {
        return known.computeIfAbsent(List.of(kind, new Key(operands.isEmpty() || index.isPresent() ? e : shape(e), operands)), key -> {
            Node node = new Node(kind, e, operands, index);
            nodes.add(node);
            return node;
        });
    }

    /** An operation without its operands. */
    private static Expr shape(Expr e) {
        List<Expr> blanks = new ArrayList<>();
        int i = -1;
        for (Expr operand : e.operands()) {
            // Constants matter: a shift by a constant is another operation than a shift by a variable.
            blanks.add(operand instanceof Expr.Const ? operand : new Var(i--, "", operand.type()));
        }
        return e.with(blanks);
    }
}
