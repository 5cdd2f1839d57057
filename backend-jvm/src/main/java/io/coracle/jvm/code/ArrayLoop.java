package io.coracle.jvm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Stmt;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A loop over whole arrays: straight-line code that reads and writes local buffers, and chunks of packed ones, at the loop's variable
 * plus constants. It becomes a method of its own, which C2 compiles and, if all its operations are {@link Packable}, vectorises.
 *
 * @param chunks for each packed buffer, where the chunk that is read begins; a multiple of the chunk
 * @param weight of the body
 * @param packed whether C2 will vectorise it
 */
record ArrayLoop(Stmt.For loop, Map<Buffer, Expr> chunks, int weight, boolean packed) {
    static Optional<ArrayLoop> of(Stmt.For loop) {
        if (loop.step() != 1 || loop.mode() != Stmt.Mode.VECTOR) {
            return Optional.empty();
        }
        return new Scan(loop).result();
    }

    /** Whether C2 unrolls and vectorises it as it is. */
    boolean isSmall() {
        return packed && weight <= Packable.HEAVIEST + 8;
    }

    private static final class Scan {
        private final Stmt.For loop;
        private final Set<Var> varying = new HashSet<>();
        private final Map<Buffer, Expr> chunks = new LinkedHashMap<>();
        private boolean fits = true;
        private boolean packed = true;
        private int weight;

        Scan(Stmt.For loop) {
            this.loop = loop;
            varying.add(loop.variable());
        }

        Optional<ArrayLoop> result() {
            for (Stmt stmt : loop.body()) {
                switch (stmt) {
                    case Stmt.Let(Var variable, Expr value) -> {
                        expr(value);
                        varying.add(variable);
                    }
                    case Stmt.Store store when store.active().isEmpty() && store.buffer().role() == Buffer.Role.LOCAL -> {
                        fits &= index(store.index()).filter(Index::isDirect).isPresent();
                        packed &= Packable.isPacked(store.buffer().dtype());
                        weight += 2;
                        expr(store.value());
                    }
                    default -> fits = false;
                }
            }
            return fits ? Optional.of(new ArrayLoop(loop, chunks, weight, packed)) : Optional.empty();
        }

        private Optional<Index> index(Expr e) {
            return Index.of(e, loop.variable(), varying);
        }

        private void expr(Expr e) {
            packed &= Packable.isPacked(e);
            weight += Packable.weight(e);
            if (e.type().lanes() != 1) {
                fits = false;
            } else if (e instanceof Expr.Load load) {
                fits &= load.active().isEmpty() && index(load.index()).filter(index -> isArray(load.buffer(), index)).isPresent();
            } else {
                List<Expr> operands = e.operands();
                operands.forEach(this::expr);
            }
        }

        private boolean isArray(Buffer buffer, Index index) {
            if (buffer.role() == Buffer.Role.LOCAL) {
                return index.isDirect();
            }
            if (buffer.role() != Buffer.Role.PACKED || buffer.size() == 0 || index.stride() != 1
                || index.constant() < 0 || index.constant() >= buffer.size()) {
                return false;
            }
            Expr base = chunks.putIfAbsent(buffer, index.base());
            return base == null || base.equals(index.base());
        }
    }
}
