package io.coracle.jvm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Stmt;
import java.util.Optional;
import java.util.Set;

/**
 * A loop that only moves consecutive elements, possibly to another type of the same bits.
 *
 * @param fromIndex of the first element
 * @param toIndex of the first element
 */
record BulkCopy(Buffer from, Expr fromIndex, Buffer to, Expr toIndex) {
    static Optional<BulkCopy> of(Stmt.For loop) {
        if (loop.step() != 1 || loop.mode() != Stmt.Mode.VECTOR || loop.body().size() != 1
            || !(loop.body().getFirst() instanceof Stmt.Store store) || store.active().isPresent()) {
            return Optional.empty();
        }
        boolean bits = store.value() instanceof Expr.Bitcast;
        Expr value = store.value() instanceof Expr.Bitcast b ? b.value() : store.value();
        if (!(value instanceof Expr.Load load) || load.lanes() != 1 || load.active().isPresent()) {
            return Optional.empty();
        }
        Buffer from = load.buffer();
        Buffer to = store.buffer();
        boolean sameBits = bits
            ? Storage.of(from.dtype()).shift() == Storage.of(to.dtype()).shift() && isWord(from) && isWord(to)
            : from.dtype() == to.dtype();
        if (!sameBits || from.equals(to) || bits && (from.role() != Buffer.Role.LOCAL || to.role() != Buffer.Role.LOCAL)) {
            return Optional.empty();
        }
        Set<Expr.Var> varying = Set.of(loop.variable());
        Optional<Index> read = Index.of(load.index(), loop.variable(), varying);
        Optional<Index> written = Index.of(store.index(), loop.variable(), varying);
        if (read.isEmpty() || written.isEmpty() || read.get().stride() != 1 || written.get().stride() != 1
            || loads(read.get().base()) || loads(written.get().base())) {
            return Optional.empty();
        }
        return Optional.of(new BulkCopy(from, read.get().at(loop.start()), to, written.get().at(loop.start())));
    }

    private static boolean isWord(Buffer buffer) {
        return Names.registerDType(buffer.dtype());
    }

    private static boolean loads(Expr e) {
        return e.any(part -> part instanceof Expr.Load);
    }
}
