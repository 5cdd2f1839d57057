package io.coracle.op.matmul;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.kernel.Target;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operator;
import io.coracle.op.elementwise.ElementwiseKernel;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A product on registers of many lanes: a tile of rows × registers of the result stays in registers while the columns of the left side
 * are walked once. Where tiles of one height would overlap, some are one row lower if that is known to be worth a second piece of code;
 * elsewhere the last rows of a matrix are computed again.
 */
final class TileSchedule {
    /** Registers a tile is wide; four keep the loads of the right side in step with the arithmetic. */
    private static final int WIDTH = 4;
    /** With constant distances between rows a tile may be tall, and reads the right side less often. */
    private static final int TALL_WIDTH = 2;
    /** Rows with addresses of their own. */
    private static final int MOST_ROWS = 8;

    private TileSchedule() {}

    static boolean fits(Lowering to, Product product) {
        return to.target().lanes() > 1 && Scalar.of(product.a().operand().dtype()) == Scalar.F32 && isAlongRows(product)
            && PackedPanels.fits(to, product);
    }

    /** Whether the result and the epilogue's operands are 32 bits wide in registers, and are walked along rows. */
    static boolean isAlongRows(Product product) {
        boolean plain = product.c().column() == 1 && is32(product.c());
        for (Matrix extra : product.extras()) {
            plain &= (extra.column() == 0 || extra.column() == 1) && is32(extra);
        }
        return plain;
    }

    private static boolean is32(Matrix matrix) {
        Scalar register = Scalar.of(matrix.operand().dtype());
        return register == Scalar.F32 || register == Scalar.I32;
    }

    /** What a buffer of the result's element type takes: 0 or 1 for a boolean. */
    static Expr stored(Expr result) {
        int lanes = result.type().lanes();
        return result.type().scalar() == Scalar.BOOL ? result.select(Expr.i32(1).broadcast(lanes), Expr.i32(0).broadcast(lanes)) : result;
    }

    static void lower(Lowering to, Product product) {
        if (to.target().dot2() && isOfPairs(product)) {
            lower(to, product, new TileArithmetic.Pairs());
        } else {
            lower(to, widened(to, product), new TileArithmetic.Floats(weights(to, product.b().operand())));
        }
    }

    /** Weights of 16 bits stay so where one instruction or two widen them: half the memory, and half as much to read. */
    private static DType weights(Lowering to, Operand b) {
        boolean narrow = b.dtype() == DType.F16 || b.dtype() == DType.BF16;
        return narrow && to.target().exact() && to.isConstant(b) ? b.dtype() : DType.F32;
    }

    /** Whether both sides are bfloat16, and rows of the left one can be read two elements at a time. */
    private static boolean isOfPairs(Product product) {
        Matrix a = product.a();
        boolean even = product.k() % 2 == 0 && a.column() == 1 && a.row() % 2 == 0 && a.offset() % 2 == 0;
        for (int stride : a.batch()) {
            even &= stride % 2 == 0;
        }
        return even && a.operand().dtype() == DType.BF16 && product.b().operand().dtype() == DType.BF16;
    }

    /** A left side of 16 bits becomes f32 once, not each time it is read. */
    private static Product widened(Lowering to, Product product) {
        Operand narrow = product.a().operand();
        if (narrow.dtype() == DType.F32) {
            return product;
        }
        Operand wide = to.scratch(DType.F32, narrow.shape());
        ElementwiseKernel.lower(to, new Widening(), List.of(narrow), wide);
        return product.withLeft(wide);
    }

    /** The same number as f32. */
    private record Widening() implements Operator.Elementwise {
        @Override
        public DType result(List<DType> inputs) {
            return DType.F32;
        }

        @Override
        public Expr apply(List<Expr> inputs, List<DType> types) {
            return inputs.getFirst();
        }
    }

    /** With a right side that {@link PackedPanels} takes; both sides are what the arithmetic reads. */
    static void lower(Lowering to, Product product, TileArithmetic arithmetic) {
        Target target = to.target();
        int lanes = target.lanes();
        boolean constant = to.isConstant(product.b().operand());
        if (target.generic()) {
            GenericTile tile = GenericTile.of(target, product, arithmetic, constant);
            PackedPanels packed = PackedPanels.of(to, product, arithmetic, tile.vectors() * lanes, 1);
            lower(to, product, arithmetic, packed, tile.vectors(), tile.height());
            return;
        }
        boolean tall = target.exact() && constant;
        int vectors = Math.min(tall ? TALL_WIDTH : WIDTH, (product.n() + lanes - 1) / lanes);
        int registers = target.registers() - 2 - arithmetic.temporaries();
        int height = tall ? evenHeight(product.m(), (registers - vectors) / vectors)
            : Math.max(1, Math.min(registers / vectors - 1, Math.min(MOST_ROWS, 24 / vectors)));
        PackedPanels packed = PackedPanels.of(to, product, arithmetic, vectors * lanes, 1);
        lower(to, product, arithmetic, packed, vectors, Math.max(1, Math.min(height, product.m())));
    }

    /** The height of tiles of which none is taller than {@code tallest}, and which waste the fewest rows. */
    private static int evenHeight(int rows, int tallest) {
        int tiles = Math.max(1, (rows + tallest - 1) / tallest);
        return (rows + tiles - 1) / tiles;
    }

    /** Lowers a product whose right side is packed: {@code packed.rows()} steps, each of one left element a row. */
    private static void lower(Lowering to, Product product, TileArithmetic arithmetic, PackedPanels packed, int vectors, int height) {
        Target target = to.target();
        int lanes = target.lanes();
        int width = vectors * lanes;
        boolean constant = to.isConstant(packed.operand());
        boolean exact = product.n() % width == 0;
        DType sumType = arithmetic.sum();

        ProductKernel kernel = new ProductKernel("matmulTiles", product);
        var k = kernel.k;
        Expr m = kernel.parameter("m", product.m());
        Expr n = kernel.parameter("n", product.n());
        Expr depth = kernel.parameter("k", packed.rows());
        Expr panels = kernel.parameter("panels", packed.panels());
        int tiles = (product.m() + height - 1) / height;
        int blocks = blocks(product.batchSize() * packed.panels(), tiles, target.threads());
        Expr blockCount = kernel.parameter("blocks", blocks);
        Expr blockTiles = kernel.parameter("blockTiles", (tiles + blocks - 1) / blocks);
        if (constant && target.exact()) {
            kernel.rowsAreConstant();
        }
        var a = arithmetic.left(kernel);
        Buffer b = constant ? kernel.packed("b", packed.operand(), width) : kernel.input("b", packed.operand());
        List<ProductKernel.View> extras = kernel.extras();
        var c = kernel.output("c", product.c());
        Expr all = kernel.parameter("all", product.batchSize() * packed.panels() * blocks);
        boolean mixed = constant && target.exact() && blocks == 1 && product.m() % height != 0;
        Expr tallRows = mixed ? kernel.parameter("tallRows", tallRows(product.m(), tiles, height)) : m;
        kernel.call(to, List.of(arithmetic, constant, vectors, height, exact, mixed), () -> k.parallel(all, p -> {
            Expr block = k.let("block", p.modulo(blockCount));
            Expr panel = k.let("panel", p.over(blockCount).modulo(panels));
            Expr matrix = k.let("matrix", p.over(blockCount.times(panels)));
            Expr aStart = k.let("aStart", a.start(matrix));
            Expr cStart = k.let("cStart", c.start(matrix));
            List<Expr> extraStarts = new ArrayList<>();
            extras.forEach(extra -> extraStarts.add(k.let("eStart", extra.start(matrix))));
            Expr bStart = k.let("bStart", (constant ? panel : matrix.times(panels).plus(panel)).times(depth).times(width));
            Expr column = k.let("column", panel.times(width));
            TileEpilogue finish = new TileEpilogue(kernel, product, extras, extraStarts, c, cStart, column, n, exact);
            TileRows rows = (first, last, high) -> k.loop("row", first, last, high, Mode.SERIAL, next -> {
                Expr row = k.let("row", next.min(m.minus(high)));
                List<Expr> aRows = new ArrayList<>();
                for (int r = 0; r < high; r++) {
                    aRows.add(k.let("aRow", aStart.plus(row.times(a.row)).plus(a.row.times(r))));
                }
                Var[][] sums = new Var[high][vectors];
                for (int r = 0; r < high; r++) {
                    for (int v = 0; v < vectors; v++) {
                        sums[r][v] = k.accumulator("sum", (sumType == DType.F32 ? Expr.f32(0) : Expr.i32(0)).broadcast(lanes));
                    }
                }
                k.serial(depth, i -> {
                    Expr from = k.let("from", bStart.plus(i.times(width)));
                    Expr across = k.let("across", i.times(a.column));
                    IntFunction<Expr> left = r -> k.let("a", arithmetic.held(k.load(a.buffer, aRows.get(r).plus(across)).broadcast(lanes)));
                    IntFunction<Expr> right = v -> k.let("b", k.load(b, from.plus(v * lanes), lanes));
                    multiply(k, arithmetic, sums, left, right);
                });
                if (target.exact() || target.generic()) {
                    finish.fromRegisters(sums, row, sumType, target.generic() ? Mode.SERIAL : Mode.UNROLLED);
                } else {
                    finish.throughMemory(sums, row, sumType);
                }
            });
            if (mixed) {
                rows.loop(Expr.i32(0), tallRows, height);
                rows.loop(tallRows, m, height - 1);
            } else {
                Expr firstRow = k.let("firstRow", block.times(blockTiles).times(height));
                rows.loop(firstRow, k.let("lastRow", firstRow.plus(blockTiles.times(height)).min(m)), height);
            }
        }));
    }

    /** Tiles of one height, one below the other. */
    @FunctionalInterface
    private interface TileRows {
        void loop(Expr firstRow, Expr lastRow, int height);
    }

    /** How many rows tiles of this height cover when the other tiles are one row lower and all together cover each row once. */
    private static int tallRows(int rows, int tiles, int height) {
        return (rows - tiles * (height - 1)) * height;
    }

    /** One step of a tile. The shorter side is held in registers, the other one passes through a single one. */
    private static void multiply(KernelBuilder k, TileArithmetic arithmetic, Var[][] sums, IntFunction<Expr> left, IntFunction<Expr> right) {
        int height = sums.length;
        int vectors = sums[0].length;
        List<Expr> held = new ArrayList<>();
        if (height < vectors) {
            for (int r = 0; r < height; r++) {
                held.add(left.apply(r));
            }
            for (int v = 0; v < vectors; v++) {
                Expr passing = right.apply(v);
                for (int r = 0; r < height; r++) {
                    k.assign(sums[r][v], arithmetic.multiply(held.get(r), passing, sums[r][v]));
                }
            }
            return;
        }
        for (int v = 0; v < vectors; v++) {
            held.add(right.apply(v));
        }
        for (int r = 0; r < height; r++) {
            Expr passing = left.apply(r);
            for (int v = 0; v < vectors; v++) {
                k.assign(sums[r][v], arithmetic.multiply(passing, held.get(v), sums[r][v]));
            }
        }
    }

    /** Into how many blocks of rows to cut, so that every thread has work. */
    static int blocks(int panels, int tiles, int threads) {
        if (threads == 1 || panels >= 2 * threads) {
            return 1;
        }
        return Math.min(tiles, (2 * threads + panels - 1) / panels);
    }
}
