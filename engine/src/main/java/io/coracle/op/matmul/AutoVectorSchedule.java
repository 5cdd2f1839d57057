package io.coracle.op.matmul;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.op.Lowering;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * A product of f32 for targets whose own compiler turns plain loops into vector instructions: four rows of the result, long and in
 * local memory, take four rows of the right side at a time. Everything in the inner loop is addressed by the loop variable and
 * constants, which such compilers need to see that nothing overlaps.
 */
final class AutoVectorSchedule {
    /** Rows of the result, and rows of the right side, in one inner loop. */
    private static final int ROWS = 4;
    /** Longer rows are cut: the tile, and the rows of the right side, should stay in the first-level cache. */
    private static final int LONGEST = 768;
    /** Columns of the left side that are copied at a time. */
    private static final int DEEPEST = 512;
    /** Shorter inner loops spend their time before and after their vector part. */
    private static final int SHORT = 192;

    private AutoVectorSchedule() {}

    static boolean fits(Lowering to, Product product) {
        return to.target().autoVectorized() && Scalar.of(product.a().operand().dtype()) == Scalar.F32
            && PackedPanels.fits(to, product);
    }

    static void lower(Lowering to, Product product) {
        int panels = (product.n() + LONGEST - 1) / LONGEST;
        int width = (product.n() + panels - 1) / panels;
        boolean constant = to.isConstant(product.b().operand());
        if (!constant) {
            // Few widths, so that texts of all lengths share code.
            width = Math.min(LONGEST, (width + 63) / 64 * 64);
        }
        int fixedWidth = width;
        PackedPanels packed = PackedPanels.of(to, product, new TileArithmetic.Floats(DType.F32), width, ROWS);
        boolean whole = product.k() % ROWS == 0;
        ProductKernel kernel = new ProductKernel("matmulRows", product);
        var k = kernel.k;
        Expr m = kernel.parameter("m", product.m());
        Expr n = kernel.parameter("n", product.n());
        Expr depth = kernel.parameter("k", product.k());
        Expr groups = kernel.parameter("groups", packed.rows() / ROWS);
        Expr panelCount = kernel.parameter("panels", packed.panels());
        int tiles = (product.m() + ROWS - 1) / ROWS;
        int blocks = TileSchedule.blocks(product.batchSize() * packed.panels(), tiles, to.target().threads());
        Expr blockCount = kernel.parameter("blocks", blocks);
        Expr blockTiles = kernel.parameter("blockTiles", (tiles + blocks - 1) / blocks);
        var a = kernel.input("a", product.a());
        Buffer b = constant ? kernel.packed("b", packed.operand(), ROWS * width) : kernel.input("b", packed.operand());
        List<ProductKernel.View> extras = kernel.extras();
        var c = kernel.output("c", product.c());
        Buffer tile = k.local("tile", DType.F32, ROWS * width);
        Buffer left = k.local("left", DType.F32, ROWS * DEEPEST);
        Buffer right = constant ? b : k.local("right", DType.F32, ROWS * width);
        Expr all = kernel.parameter("all", product.batchSize() * packed.panels() * blocks);
        kernel.call(to, List.of(width, whole, constant), () -> k.parallel(all, p -> {
            Expr block = k.let("block", p.modulo(blockCount));
            Expr panel = k.let("panel", p.over(blockCount).modulo(panelCount));
            Expr matrix = k.let("matrix", p.over(blockCount.times(panelCount)));
            Expr aStart = k.let("aStart", a.start(matrix));
            Expr cStart = k.let("cStart", c.start(matrix));
            List<Expr> extraStarts = new ArrayList<>();
            extras.forEach(extra -> extraStarts.add(k.let("eStart", extra.start(matrix))));
            Expr bStart = k.let("bStart", (constant ? panel : matrix.times(panelCount).plus(panel)).times(groups).times(ROWS * fixedWidth));
            Expr column = k.let("column", panel.times(fixedWidth));
            Expr columns = k.let("columns", n.minus(column).min(Expr.i32(fixedWidth)));
            Expr firstRow = k.let("firstRow", block.times(blockTiles).times(ROWS));
            Expr lastRow = k.let("lastRow", firstRow.plus(blockTiles.times(ROWS)).min(m));
            k.loop("row", firstRow, lastRow, ROWS, Mode.SERIAL, row -> {
                List<Expr> rows = new ArrayList<>();
                List<Expr> aRows = new ArrayList<>();
                for (int r = 0; r < ROWS; r++) {
                    rows.add(r == 0 ? row : k.let("r", row.plus(r).min(m.minus(1))));
                    aRows.add(k.let("aRow", aStart.plus(rows.get(r).times(a.row))));
                }
                k.vector(Expr.i32(ROWS * fixedWidth), v -> k.store(tile, v, Expr.f32(0)));
                k.loop("block", Expr.i32(0), groups, DEEPEST / ROWS, Mode.SERIAL, firstGroup -> {
                    Expr lastGroup = k.let("lastGroup", firstGroup.plus(DEEPEST / ROWS).min(groups));
                    Expr across = k.let("across", firstGroup.times(ROWS));
                    Expr count = k.let("count", lastGroup.times(ROWS).min(depth).minus(across));
                    for (int r = 0; r < ROWS; r++) {
                        Expr aRow = aRows.get(r).plus(across.times(a.column));
                        int at = r * DEEPEST;
                        if (!whole) {
                            // The last group may reach past the last column: it finds zeros there.
                            Expr last = lastGroup.minus(firstGroup).times(ROWS).minus(ROWS).max(Expr.i32(0));
                            k.serial(Expr.i32(ROWS), v -> k.store(left, last.plus(v).min(Expr.i32(DEEPEST - 1)).plus(at), Expr.f32(0)));
                        }
                        k.vector(count, v -> k.store(left, v.plus(at), k.load(a.buffer, aRow.plus(v.times(a.column)))));
                    }
                    k.loop("g", firstGroup, lastGroup, 1, Mode.SERIAL, g -> {
                        Expr from = k.let("from", bStart.plus(g.times(ROWS * fixedWidth)));
                        if (!constant) {
                            k.vector(Expr.i32(ROWS * fixedWidth), v -> k.store(right, v, k.load(b, from.plus(v))));
                        }
                        Expr first = k.let("first", g.minus(firstGroup).times(ROWS));
                        Expr[][] factors = new Expr[ROWS][ROWS];
                        for (int i = 0; i < ROWS; i++) {
                            for (int r = 0; r < ROWS; r++) {
                                factors[r][i] = k.let("a", k.load(left, first.plus(r * DEEPEST + i)));
                            }
                        }
                        k.vector(Expr.i32(fixedWidth), v -> {
                            Expr[] columnsOf = new Expr[ROWS];
                            for (int i = 0; i < ROWS; i++) {
                                Expr place = constant ? from.plus(v) : v;
                                columnsOf[i] = k.let("b", k.load(right, place.plus(i * fixedWidth)));
                            }
                            for (int r = 0; r < ROWS; r++) {
                                Expr sum = k.load(tile, v.plus(r * fixedWidth));
                                for (int i = 0; i < ROWS; i++) {
                                    sum = factors[r][i].fma(columnsOf[i], sum);
                                }
                                k.store(tile, v.plus(r * fixedWidth), sum);
                            }
                        });
                    });
                });
                for (int r = 0; r < ROWS; r++) {
                    int own = r;
                    Expr to0 = k.let("to", cStart.plus(rows.get(r).times(c.row)).plus(column.times(c.column)));
                    List<Expr> from = new ArrayList<>();
                    for (int e = 0; e < extras.size(); e++) {
                        from.add(k.let("e", extraStarts.get(e).plus(rows.get(r).times(extras.get(e).row))
                            .plus(column.times(extras.get(e).column))));
                    }
                    k.vector(columns, v -> {
                        List<Expr> elements = new ArrayList<>();
                        for (int e = 0; e < extras.size(); e++) {
                            elements.add(k.load(extras.get(e).buffer, from.get(e).plus(v.times(extras.get(e).column))));
                        }
                        k.store(c.buffer, to0.plus(v.times(c.column)), TileSchedule.stored(product.finish(k.load(tile, v.plus(own * fixedWidth)), elements)));
                    });
                }
            });
        }));
    }

    /** Whether computing the transposed product would give longer inner loops. */
    static boolean isBetterTransposed(Lowering to, Product product) {
        return to.target().autoVectorized() && product.n() < SHORT && product.m() > 2 * product.n()
            && !to.isConstant(product.b().operand());
    }
}
