package io.coracle.op.matmul;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.op.matmul.ProductKernel.View;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * What follows a tile of sums: the product's epilogue, and storing the result.
 *
 * @param extraStarts where the epilogue's operands begin for this matrix
 * @param column the tile's first column
 * @param exact whether all its columns exist
 */
record TileEpilogue(ProductKernel kernel, Product product, List<View> extras, List<Expr> extraStarts, View c, Expr cStart, Expr column,
                    Expr n, boolean exact) {
    /** Operations of an epilogue that is written out for every register; longer ones would be most of the code. */
    private static final int SHORT = 12;

    /**
     * From registers where the epilogue is short, through memory otherwise.
     *
     * @param across how a long one goes over the registers of a row
     */
    void fromRegisters(Var[][] sums, Expr row, DType sumType, Mode across) {
        int lanes = sums[0][0].type().lanes();
        List<Expr> like = new ArrayList<>();
        extras.forEach(extra -> like.add(kernel.k.load(extra.buffer, Expr.i32(0)).broadcast(lanes)));
        if (size(product.finish(sums[0][0], like)) > SHORT + extras.size()) {
            throughMemory(sums, row, sumType, across);
            return;
        }
        for (int v = 0; v < sums[0].length; v++) {
            Expr at = column.plus(v * lanes);
            Expr[] shared = new Expr[extras.size()];
            for (int e = 0; e < shared.length; e++) {
                if (extras.get(e).isPerColumn()) {
                    shared[e] = kernel.k.let("e", element(e, extraStarts.get(e), at, lanes));
                }
            }
            for (int r = 0; r < sums.length; r++) {
                Expr own = row.plus(r);
                List<Expr> elements = new ArrayList<>();
                for (int e = 0; e < shared.length; e++) {
                    elements.add(extras.get(e).isPerColumn() ? shared[e]
                        : element(e, extraStarts.get(e).plus(own.times(extras.get(e).row)), at, lanes));
                }
                store(own, at, product.finish(sums[r][v], elements));
            }
        }
    }

    /** Through memory, with one piece of code for all registers. */
    void throughMemory(Var[][] sums, Expr row, DType sumType) {
        throughMemory(sums, row, sumType, Mode.SERIAL);
    }

    private void throughMemory(Var[][] sums, Expr row, DType sumType, Mode across) {
        KernelBuilder k = kernel.k;
        int lanes = sums[0][0].type().lanes();
        int width = sums[0].length * lanes;
        Buffer tile = k.local("tile", sumType, sums.length * width);
        for (int r = 0; r < sums.length; r++) {
            for (int v = 0; v < sums[r].length; v++) {
                k.store(tile, Expr.i32(r * width + v * lanes), sums[r][v]);
            }
        }
        k.serial(Expr.i32(sums.length), r -> {
            Expr own = k.let("own", row.plus(r));
            List<Expr> starts = new ArrayList<>();
            for (int e = 0; e < extras.size(); e++) {
                starts.add(k.let("e", extraStarts.get(e).plus(own.times(extras.get(e).row))));
            }
            k.loop("i", Expr.i32(0), Expr.i32(sums[0].length), 1, across, i -> {
                Expr v = k.let("v", i.times(lanes));
                Expr at = column.plus(v);
                List<Expr> elements = new ArrayList<>();
                for (int e = 0; e < extras.size(); e++) {
                    elements.add(element(e, starts.get(e), at, lanes));
                }
                store(own, at, product.finish(k.load(tile, r.times(width).plus(v), lanes), elements));
            });
        });
    }

    private Expr element(int e, Expr start, Expr at, int lanes) {
        KernelBuilder k = kernel.k;
        View extra = extras.get(e);
        if (extra.isPerRow()) {
            return k.load(extra.buffer, start).broadcast(lanes);
        }
        return exact ? k.load(extra.buffer, start.plus(at), lanes) : k.load(extra.buffer, start.plus(at), lanes, n.minus(at));
    }

    private void store(Expr row, Expr at, Expr result) {
        Expr to = cStart.plus(row.times(c.row)).plus(at);
        if (exact) {
            kernel.k.store(c.buffer, to, TileSchedule.stored(result));
        } else {
            kernel.k.store(c.buffer, to, TileSchedule.stored(result), n.minus(at));
        }
    }

    /** Operations of an expression. */
    private static int size(Expr expr) {
        int size = expr instanceof Expr.Const || expr instanceof Var || expr instanceof Expr.Broadcast ? 0 : 1;
        if (!(expr instanceof Expr.Load)) {
            List<Expr> operands = expr.operands();
            for (int i = 0; i < operands.size(); i++) {
                size += size(operands.get(i));
            }
        }
        return size;
    }
}
